using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Trama.Analyzers.Tests.Support;

/// <summary>Code of a user's, compiled against the real Trama.dll.</summary>
internal static class Source
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Trama;

        """;

    // What the rows call.
    private const string Functions = Usings + """
        public static class F
        {
            public static readonly int[] Items = [1, 2, 3];
            public static int Answer() => 42;
            public static int Twice(int n) => 2 * n;
            public static int Add(int a, int b) => a + b;
            public static string Join(int a, string b, double c) => $"{a}{b}{c}";
            public static int Watch(int n, CancellationToken token) => n;
            public static Task<int> AddAsync(int a, int b) => Task.FromResult(a + b);
            public static async IAsyncEnumerable<int> CountTo(int n) { for (int i = 0; i < n; i++) { await Task.Yield(); yield return i; } }
        }

        """;

    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.CSharp14);

    public static CSharpCompilationOptions Compiling { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    /// <summary>Every assembly that this test program runs with.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.EndsWith(".dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The files of a program: the functions that tests call, and a class with the method's body.</summary>
    public static string[] FilesOf(string body, string members = "", string files = "") =>
    [
        Functions + files,
        $$"""
        {{Usings}}
        public sealed partial class Program
        {
            private readonly int _field = 1;
            {{members}}

            public async Task<object?> Run(
                ProcessExecutor processes, Executor executor, TaskScope scope, EventLoop loop,
                int a, int b, string s, double d, CancellationToken token)
            {
                await Task.CompletedTask;
                {{body}}
                return null;
            }

            public int Own() => _field;
        }
        """,
    ];

    public static CSharpCompilation Compile(params string[] files)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "program", files.Select((file, number) => CSharpSyntaxTree.ParseText(file, Parsing, $"{number}.cs")), References, Compiling);
        AssertCompiles(compilation);
        return compilation;
    }

    public static void AssertCompiles(Compilation compilation) =>
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
}
