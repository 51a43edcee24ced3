using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Functions;

namespace Trama.CodeFixes.Capturing;

/// <summary>A lambda that captures, as it stands in the call that gives it to an executor.</summary>
internal sealed class GivenLambda
{
    private GivenLambda(LambdaExpressionSyntax syntax, IInvocationOperation call, IMethodSymbol symbol, IReadOnlyList<ISymbol> captured)
    {
        Syntax = syntax;
        Call = call;
        Symbol = symbol;
        Captured = captured;
    }

    public LambdaExpressionSyntax Syntax { get; }

    public IInvocationOperation Call { get; }

    public IMethodSymbol Symbol { get; }

    public IReadOnlyList<ISymbol> Captured { get; }

    public SemanticModel Model => Call.SemanticModel!;

    public InvocationExpressionSyntax CallSyntax => (InvocationExpressionSyntax)Call.Syntax;

    public bool TakesToken => Symbol.Parameters.Length > 0 && IsToken(Symbol.Parameters[Symbol.Parameters.Length - 1].Type);

    /// <summary>How many of its parameters are data.</summary>
    public int DataParameters => Symbol.Parameters.Length - (TakesToken ? 1 : 0);

    public IEnumerable<ParameterSyntax> ParameterSyntax => Syntax switch
    {
        SimpleLambdaExpressionSyntax simple => [simple.Parameter],
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters,
        _ => [],
    };

    public bool IsTyped => ParameterSyntax.Any(static parameter => parameter.Type is not null);

    /// <summary>
    /// Null when passing what it captures would not do the same: when it captures <c>this</c>, captures through a local function, or writes
    /// to what it captures.
    /// </summary>
    public static GivenLambda? Of(SyntaxNode? node, SemanticModel model)
    {
        if (node is not LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } } lambda
            || model.GetOperation(call) is not IInvocationOperation invocation
            || model.GetOperation(lambda) is not IAnonymousFunctionOperation function)
            return null;
        var captures = Captures.Of(function);
        if (captures.IsEmpty || captures.IncludesThis || captures.IsIndirect || !captures.Variables.All(HasElementName))
            return null;
        DataFlowAnalysis? flow = lambda.Block is { } block ? model.AnalyzeDataFlow(block) : model.AnalyzeDataFlow(lambda.ExpressionBody!);
        return flow is { Succeeded: true } && !flow.WrittenInside.Intersect(captures.Variables, SymbolEqualityComparer.Default).Any()
            ? new GivenLambda(lambda, invocation, function.Symbol, captures.Variables)
            : null;
    }

    public static bool IsToken(ISymbol variable) => IsToken(TypeOf(variable));

    private static bool IsToken(ITypeSymbol type) =>
        type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    public static ITypeSymbol TypeOf(ISymbol variable) => variable is ILocalSymbol local ? local.Type : ((IParameterSymbol)variable).Type;

    /// <summary>A name for a new parameter that hides nothing that the lambda uses.</summary>
    public string FreeName(string wish)
    {
        IEnumerable<SyntaxToken> names = Syntax.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken));
        var taken = new HashSet<string>(names.Select(static token => token.ValueText));
        string name = wish;
        for (int number = 2; taken.Contains(name); number++)
            name = wish + number;
        return name;
    }

    // Some names a tuple has for its own.
    private static bool HasElementName(ISymbol variable) =>
        !variable.Name.StartsWith("Item", StringComparison.Ordinal)
        && variable.Name is not ("_" or "Rest" or "ToString" or "Equals" or "GetHashCode" or "GetType" or "CompareTo");
}
