using Microsoft.CodeAnalysis;

namespace Trama.Tests.Design;

internal static class References
{
    /// <summary>Every assembly that this test program runs with, as the compiler wants to see them.</summary>
    public static IReadOnlyList<MetadataReference> OfTheRuntime { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.EndsWith(".dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
