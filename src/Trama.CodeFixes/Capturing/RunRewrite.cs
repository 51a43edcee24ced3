using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Trama.Analyzers.Functions;

namespace Trama.CodeFixes.Capturing;

/// <summary>
/// A single call or a stream: what was captured becomes arguments of the call. There is room for two; more of them travel as a tuple. A
/// captured token becomes the call's own.
/// </summary>
internal static class RunRewrite
{
    private const int MaxArguments = 2;

    public static InvocationExpressionSyntax? Of(GivenLambda given)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = given.CallSyntax.ArgumentList.Arguments;
        ISymbol[] tokens = [.. given.Captured.Where(GivenLambda.IsToken)];
        ISymbol[] data = [.. given.Captured.Where(static variable => !GivenLambda.IsToken(variable))];
        if (arguments.Any(static argument => argument.NameColon is { Name.Identifier.Text: not "cancellationToken" })
            || given.CallSyntax.Expression is MemberAccessExpressionSyntax { Name: GenericNameSyntax }
            || !HasRoomForToken(given, tokens))
            return null;

        List<ParameterSyntax> parameters = [.. given.ParameterSyntax];
        int end = given.DataParameters;
        string? tuple = null;
        if (end + data.Length <= MaxArguments)
        {
            parameters.InsertRange(end, data.Select(variable => StaticLambda.Parameter(given, variable.Name, Display(variable, given))));
            arguments = arguments.InsertRange(end + 1, data.Select(Argument));
        }
        else if (end < MaxArguments)
        {
            tuple = given.FreeName("captured");
            string type = $"({string.Join(", ", data.Select(variable => $"{Display(variable, given)} {variable.Name}"))})";
            parameters.Insert(end, StaticLambda.Parameter(given, tuple, type));
            arguments = arguments.Insert(end + 1, SyntaxFactory.Argument(TupleOf(data)));
        }
        else
        {
            return null;
        }

        if (tokens.Length == 1)
        {
            parameters.Add(StaticLambda.Parameter(given, tokens[0].Name, Display(tokens[0], given)));
            if (TokenArgument(given) is null)
                arguments = arguments.Add(Argument(tokens[0]));
        }

        LambdaExpressionSyntax lambda = StaticLambda.From(given, parameters, tuple, data);
        arguments = arguments.Replace(arguments[0], arguments[0].WithExpression(lambda));
        return given.CallSyntax.WithArgumentList(given.CallSyntax.ArgumentList.WithArguments(Spaced(arguments)));
    }

    public static TupleExpressionSyntax TupleOf(IEnumerable<ISymbol> variables) =>
        SyntaxFactory.TupleExpression(Spaced(SyntaxFactory.SeparatedList(
            variables.Select(Argument))));

    // One token is a call's own; a second one, or another than the call has already, would be data, which a token can't be.
    private static bool HasRoomForToken(GivenLambda given, ISymbol[] captured) => captured.Length switch
    {
        0 => true,
        1 => !given.TakesToken && (TokenArgument(given) is not { } passed
            || SymbolEqualityComparer.Default.Equals(given.Model.GetSymbolInfo(passed.Expression).Symbol, captured[0])),
        _ => false,
    };

    private static ArgumentSyntax? TokenArgument(GivenLambda given) =>
        ExecutorCall.ArgumentOf(given.Call, "cancellationToken")?.Syntax as ArgumentSyntax;

    private static string Display(ISymbol variable, GivenLambda given) =>
        GivenLambda.TypeOf(variable).ToMinimalDisplayString(given.Model, given.Syntax.SpanStart);

    private static ArgumentSyntax Argument(ISymbol variable) => SyntaxFactory.Argument(SyntaxFactory.IdentifierName(variable.Name));

    // Commas that were written keep what stands around them; new ones get a space.
    private static SeparatedSyntaxList<ArgumentSyntax> Spaced(SeparatedSyntaxList<ArgumentSyntax> arguments) =>
        SyntaxFactory.SeparatedList(arguments, arguments.GetSeparators().Select(static comma =>
            comma.HasTrailingTrivia ? comma : comma.WithTrailingTrivia(SyntaxFactory.Space)));
}
