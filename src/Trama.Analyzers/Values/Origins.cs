using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Trama.Analyzers.Values;

/// <summary>
/// Follows a value back to the expression that made it, where only one can have: through conversions, and through locals and readonly
/// fields that are initialised where they are declared and written nowhere else. Where that ends, so does the analyzer's knowledge.
/// </summary>
internal static class Origins
{
    // 'static readonly A = B' beside 'static readonly B = A' is a circle that compiles.
    private const int MaxSteps = 16;

    public static IOperation Of(IOperation value)
    {
        for (int step = 0; step < MaxSteps && Before(value) is { } earlier; step++)
            value = earlier;
        return value;
    }

    /// <summary>The same for an executor: a view of it, by options or in a scope, counts as the executor itself.</summary>
    public static IOperation OfExecutor(IOperation executor, KnownTypes types)
    {
        for (int step = 0; step < MaxSteps; step++)
        {
            executor = Of(executor);
            if (executor is not IInvocationOperation call)
                break;
            INamedTypeSymbol owner = call.TargetMethod.ContainingType;
            if (call is { TargetMethod.Name: "With", Instance: { } viewed } && KnownTypes.Same(owner, types.Executor))
                executor = viewed;
            else if (call.TargetMethod.Name == "Use" && KnownTypes.Same(owner, types.TaskScope))
                executor = call.Arguments[0].Value;
            else
                break;
        }

        return executor;
    }

    private static IOperation? Before(IOperation value) => value switch
    {
        IParenthesizedOperation inner => inner.Operand,
        IDelegateCreationOperation creation => creation.Target,

        // A cast down says more of the value than what is cast does.
        IConversionOperation { Conversion: { IsImplicit: true, IsUserDefined: false } } conversion => conversion.Operand,
        ILocalReferenceOperation { Local: var local } => Initializer(local, value, ScopeOf),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => Initializer(field, value, TypeOf),
        _ => null,
    };

    private static IOperation? Initializer(
        ISymbol variable, IOperation use, Func<ISymbol, SyntaxNode, IEnumerable<SyntaxNode>> whereItCanBeWritten)
    {
        if (variable.DeclaringSyntaxReferences is not { Length: 1 } declarations
            || declarations[0].SyntaxTree != use.Syntax.SyntaxTree
            || declarations[0].GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } made } declarator)
            return null;
        foreach (SyntaxNode scope in whereItCanBeWritten(variable, declarator))
        {
            if (IsWrittenIn(scope, variable.Name))
                return null;
        }

        return use.SemanticModel?.GetOperation(made);
    }

    private static IEnumerable<SyntaxNode> ScopeOf(ISymbol local, SyntaxNode declarator) =>
        declarator.Ancestors().Where(static node => node is BlockSyntax or SwitchSectionSyntax or CompilationUnitSyntax).Take(1);

    private static IEnumerable<SyntaxNode> TypeOf(ISymbol field, SyntaxNode declarator) =>
        field.ContainingType.DeclaringSyntaxReferences.Select(static part => part.GetSyntax());

    // By name: taking another variable of that name for this one only makes the analyzer say less.
    private static bool IsWrittenIn(SyntaxNode scope, string name) =>
        scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(found => found.Identifier.ValueText == name && IsWritten(found));

    private static bool IsWritten(IdentifierNameSyntax name)
    {
        SyntaxNode written = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        while (written.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax tuple })
            written = tuple;
        return written.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == written,
            ArgumentSyntax argument => argument.RefKindKeyword.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword,
            RefExpressionSyntax => true,
            ForEachVariableStatementSyntax loop => loop.Variable == written,
            _ => false,
        };
    }
}
