using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Trama.Analyzers;
using Trama.CodeFixes.Capturing;

namespace Trama.CodeFixes;

/// <summary>Mends TRAMA001 for lambdas: what was captured is passed instead.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class CapturingFunctionFix : CodeFixProvider
{
    private const string Title = "Pass captured values as arguments";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [CapturingFunctionAnalyzer.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null
            || GivenLambda.Of(root.FindNode(context.Span, getInnermostNodeForTie: true), model) is not { } given
            || Rewritten(given) is not { } call)
            return;
        Document changed = context.Document.WithSyntaxRoot(root.ReplaceNode(given.CallSyntax, call));
        context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(changed), Title), context.Diagnostics);
    }

    private static InvocationExpressionSyntax? Rewritten(GivenLambda given) =>
        given.Call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal) ? MapRewrite.Of(given) : RunRewrite.Of(given);
}
