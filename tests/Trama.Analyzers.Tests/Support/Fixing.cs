using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Trama.Analyzers.Tests.Support;

/// <summary>Applies a fix as an editor does.</summary>
internal static class Fixing
{
    /// <summary>
    /// What becomes of a method's body when the first report is mended, or null when no fix is offered. The fixed program compiles, and has
    /// one report less.
    /// </summary>
    public static async Task<string?> OfAsync(DiagnosticAnalyzer analyzer, CodeFixProvider fix, string body)
    {
        using var workspace = new AdhocWorkspace();
        Document document = Open(workspace, Source.FilesOf("/*[*/" + body + "/*]*/"));
        ImmutableArray<Diagnostic> before = await Analysis.OfAsync(analyzer, (await document.Project.GetCompilationAsync())!);
        Assert.NotEmpty(before);

        List<CodeAction> offered = [];
        var context = new CodeFixContext(document, before[0], (action, _) => offered.Add(action), CancellationToken.None);
        await fix.RegisterCodeFixesAsync(context);
        if (offered.Count == 0)
            return null;

        Document @fixed = await ApplyAsync(Assert.Single(offered), document);
        Compilation after = (await @fixed.Project.GetCompilationAsync())!;
        Source.AssertCompiles(after);
        Assert.Equal(before.Length - 1, (await Analysis.OfAsync(analyzer, after)).Length);
        return BodyIn((await @fixed.GetTextAsync()).ToString());
    }

    private static Document Open(AdhocWorkspace workspace, string[] files)
    {
        Project project = workspace.CurrentSolution.AddProject("program", "program", LanguageNames.CSharp)
            .WithParseOptions(Source.Parsing).WithCompilationOptions(Source.Compiling).WithMetadataReferences(Source.References);
        Document document = project.AddDocument("0.cs", files[0]);
        return document.Project.AddDocument("1.cs", files[1]);
    }

    private static async Task<Document> ApplyAsync(CodeAction action, Document document)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Document changed = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation);
        return await Formatter.FormatAsync(changed, Formatter.Annotation);
    }

    private static string BodyIn(string text) => text.Split("/*[*/")[1].Split("/*]*/")[0];
}
