using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Trama.CodeFixes.Blocking;

/// <summary>Expressions that wait, and those that await instead.</summary>
internal static class Awaiting
{
    /// <summary>Whether an await may stand there: in an asynchronous function, and in no lock.</summary>
    public static bool IsPossibleAt(SyntaxNode place)
    {
        foreach (SyntaxNode around in place.Ancestors())
        {
            switch (around)
            {
                case LockStatementSyntax or UnsafeStatementSyntax or QueryExpressionSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
            }
        }

        return false;
    }

    /// <summary>Null where what is waited for is more than one task, or the wait has a limit of its own.</summary>
    public static ExpressionSyntax? InPlaceOf(ExpressionSyntax waiting)
    {
        if (Awaited(waiting) is not { } awaited)
            return null;
        ExpressionSyntax awaiting = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), awaited.WithoutTrivia());

        // 'await a.B' awaits 'a.B': what stood to the right of the wait needs parentheses around it.
        if (waiting.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax
            or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax)
            awaiting = SyntaxFactory.ParenthesizedExpression(awaiting);
        return awaiting.WithTriviaFrom(waiting);
    }

    private static ExpressionSyntax? Awaited(ExpressionSyntax waiting) => waiting switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call => Awaited(called, call.ArgumentList),
        _ => null,
    };

    private static ExpressionSyntax? Awaited(MemberAccessExpressionSyntax called, ArgumentListSyntax arguments) =>
        called.Name.Identifier.Text switch
        {
            "Wait" when arguments.Arguments.Count == 0 => called.Expression,
            "GetResult" when called.Expression is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" } awaiter
            } => awaiter.Expression,
            "Sleep" => Delay(arguments),
            _ => null,
        };

    private static InvocationExpressionSyntax Delay(ArgumentListSyntax arguments) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.ParseExpression("global::System.Threading.Tasks.Task.Delay").WithAdditionalAnnotations(Simplifier.Annotation),
            Positional(arguments));

    // The parameters of Sleep and of Delay have different names.
    private static ArgumentListSyntax Positional(ArgumentListSyntax arguments) =>
        arguments.WithArguments(SyntaxFactory.SeparatedList(arguments.Arguments.Select(static argument => argument.WithNameColon(null))));
}
