using System.Runtime.Versioning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Trama.Tests.Support;

/// <summary>Builds assemblies that Trama never saw.</summary>
internal static class Compiler
{
    private static readonly PortableExecutableReference[] Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];

    public const string ThisFramework = ".NETCoreApp,Version=v10.0";

    /// <summary>Compiles <paramref name="source"/> to <paramref name="path"/>; a null framework leaves the attribute out.</summary>
    public static string Build(string path, string source, string? framework = ThisFramework, params string[] references)
    {
        var attribute = framework is null ? "" : $"[assembly: {typeof(TargetFrameworkAttribute).FullName}(\"{framework}\")]";
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [Parse(attribute), Parse(source)],
            [.. Framework, .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = compilation.Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        return result.Success ? path : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    private static SyntaxTree Parse(string source)
        => CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken);
}
