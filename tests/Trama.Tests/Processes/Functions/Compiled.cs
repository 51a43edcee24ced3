using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Trama.Tests.Processes.Functions;

/// <summary>Assemblies that no project of this solution builds.</summary>
internal static class Compiled
{
    /// <summary>Compiles the source into a library in the folder; its path.</summary>
    public static string To(DirectoryInfo folder, string name, string source, params string[] references)
    {
        string path = Path.Combine(folder.FullName, name + ".dll");
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. references.Append(typeof(object).Assembly.Location).Append(RuntimeFacade)
                .Select(file => MetadataReference.CreateFromFile(file))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        EmitResult result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    private static string RuntimeFacade => Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll");
}
