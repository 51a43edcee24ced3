using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Trama.CodeFixes.Capturing;

/// <summary>Builds the lambda that captures nothing.</summary>
internal static class StaticLambda
{
    /// <summary>The lambda with other parameters, and with what is read of a tuple read from there.</summary>
    /// <param name="given">The lambda as it is.</param>
    /// <param name="parameters">Its parameters from now on.</param>
    /// <param name="tuple">The name of the parameter that is a tuple.</param>
    /// <param name="elements">The variables that are its elements.</param>
    public static LambdaExpressionSyntax From(
        GivenLambda given, IReadOnlyList<ParameterSyntax> parameters, string? tuple = null, IReadOnlyList<ISymbol>? elements = null)
    {
        LambdaExpressionSyntax lambda = given.Syntax;
        CSharpSyntaxNode body = tuple is null ? lambda.Body : ReadFrom(given, tuple, elements!);
        SyntaxToken @static = SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxTokenList modifiers = lambda.Modifiers.Insert(0, @static);
        bool isBare = parameters.Count == 1 && parameters[0] is { Type: null, AttributeLists.Count: 0 }
            && lambda is not ParenthesizedLambdaExpressionSyntax { ReturnType: not null };
        SyntaxToken arrow = lambda.ArrowToken;
        LambdaExpressionSyntax rewritten = isBare
            ? SyntaxFactory.SimpleLambdaExpression(
                lambda.AttributeLists,
                modifiers,
                parameters[0].WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space),
                arrow,
                body as BlockSyntax,
                body as ExpressionSyntax)
            : SyntaxFactory.ParenthesizedLambdaExpression(
                lambda.AttributeLists,
                modifiers,
                (lambda as ParenthesizedLambdaExpressionSyntax)?.ReturnType,
                ListOf(parameters),
                arrow,
                body as BlockSyntax,
                body as ExpressionSyntax);
        return rewritten.WithTriviaFrom(lambda);
    }

    /// <summary>A parameter for what was a captured variable; with its type where the others have theirs.</summary>
    public static ParameterSyntax Parameter(GivenLambda given, string name, string type)
    {
        ParameterSyntax parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name));
        return given.IsTyped
            ? parameter.WithType(SyntaxFactory.ParseTypeName(type).WithTrailingTrivia(SyntaxFactory.Space))
            : parameter;
    }

    private static ParameterListSyntax ListOf(IReadOnlyList<ParameterSyntax> parameters) =>
        SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList(
                parameters.Select(static parameter => parameter.WithoutTrivia()),
                Enumerable.Repeat(Comma, Math.Max(0, parameters.Count - 1))))
            .WithTrailingTrivia(SyntaxFactory.Space);

    private static SyntaxToken Comma => SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);

    private static CSharpSyntaxNode ReadFrom(GivenLambda given, string tuple, IReadOnlyList<ISymbol> elements)
    {
        IdentifierNameSyntax[] reads =
        [
            .. given.Syntax.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
                .Where(name => elements.Contains(given.Model.GetSymbolInfo(name).Symbol!, SymbolEqualityComparer.Default)),
        ];
        return given.Syntax.Body.ReplaceNodes(
            reads,
            (read, _) => SyntaxFactory.MemberAccessExpression(
                    SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName(tuple), read.WithoutTrivia())
                .WithTriviaFrom(read));
    }
}
