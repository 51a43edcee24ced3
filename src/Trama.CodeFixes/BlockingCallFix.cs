using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Trama.Analyzers;
using Trama.CodeFixes.Blocking;

namespace Trama.CodeFixes;

/// <summary>Mends TRAMA003 where that is one expression: an asynchronous function awaits what it waited for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class BlockingCallFix : CodeFixProvider
{
    private const string Title = "Await it";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [BlockingCallAnalyzer.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not ExpressionSyntax waiting || !Awaiting.IsPossibleAt(waiting)
            || Awaiting.InPlaceOf(waiting) is not { } awaiting)
            return;
        Document changed = context.Document.WithSyntaxRoot(root.ReplaceNode(waiting, awaiting));
        context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(changed), Title), context.Diagnostics);
    }
}
