using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Trama.Analyzers.Functions;

namespace Trama.CodeFixes.Capturing;

/// <summary>A map has no place for arguments but its items: each item becomes a tuple of itself and of what was captured.</summary>
internal static class MapRewrite
{
    public static InvocationExpressionSyntax? Of(GivenLambda given)
    {
        if (given.DataParameters != 1 || given.IsTyped || given.Captured.Any(GivenLambda.IsToken)
            || ExecutorCall.ArgumentOf(given.Call, "source")?.Syntax is not ArgumentSyntax { Expression: { } source }
            || !CanSelect(source, given.Model))
            return null;
        IParameterSymbol item = given.Symbol.Parameters[0];
        if (item.Name == "_" || item.IsDiscard)
            return null;

        string tuple = given.FreeName("captured");
        ISymbol[] elements = [item, .. given.Captured];
        ParameterSyntax[] parameters = [SyntaxFactory.Parameter(SyntaxFactory.Identifier(tuple)), .. given.ParameterSyntax.Skip(1)];
        LambdaExpressionSyntax lambda = StaticLambda.From(given, parameters, tuple, elements);
        ExpressionSyntax items = Select(source, item.Name, RunRewrite.TupleOf(elements));
        return given.CallSyntax.ReplaceNodes(
            [source, given.Syntax], (node, _) => node == source ? items.WithTriviaFrom(source) : lambda);
    }

    // A collection expression has no type of its own to select from, and Select is an extension that a file may not see.
    private static bool CanSelect(ExpressionSyntax source, SemanticModel model) =>
        model.GetTypeInfo(source).Type is { } type
        && model.LookupSymbols(source.SpanStart, type, "Select", includeReducedExtensionMethods: true).Any();

    private static InvocationExpressionSyntax Select(ExpressionSyntax source, string item, TupleExpressionSyntax tuple)
    {
        ExpressionSyntax receiver = SyntaxFactory.ParenthesizedExpression(source.WithoutTrivia())
            .WithAdditionalAnnotations(Simplifier.Annotation);
        ParameterSyntax parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(item)).WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxToken arrow = SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken).WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName("Select")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(
                SyntaxFactory.SimpleLambdaExpression(parameter, tuple).WithArrowToken(arrow)))));
    }
}
