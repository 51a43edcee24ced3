using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Trama.Analyzers.Tests.Support;

/// <summary>Runs an analyzer as the compiler does.</summary>
internal static class Analysis
{
    /// <summary>What the analyzer says of a method's body: each report's text and the code that it marks.</summary>
    public static async Task<IReadOnlyList<(string Code, string Message)>> OfAsync(
        DiagnosticAnalyzer analyzer, string body, string members = "", string files = "")
    {
        ImmutableArray<Diagnostic> found = await OfAsync(analyzer, Source.Compile(Source.FilesOf(body, members, files)));
        return [.. found.Select(diagnostic => (CodeAt(diagnostic.Location), diagnostic.GetMessage()))];
    }

    public static async Task<ImmutableArray<Diagnostic>> OfAsync(DiagnosticAnalyzer analyzer, Compilation compilation)
    {
        // An exception of the analyzer's own would come as AD0001, which no test expects.
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static string CodeAt(Location location) => location.SourceTree!.GetText().ToString(location.SourceSpan);
}
