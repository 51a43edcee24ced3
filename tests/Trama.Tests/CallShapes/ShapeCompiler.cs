using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Trama.Tests.Design;

namespace Trama.Tests.CallShapes;

/// <summary>Compiles a row of the table as a user would have written it, and runs it.</summary>
internal static class ShapeCompiler
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;
        using Trama;

        """;

    // What the rows call. Overloads come in the pairs that users write: with and without a token, synchronous and asynchronous.
    private const string Functions = Usings + """
        public sealed class Sum : IProgress<int>
        {
            public int Total;
            public void Report(int value) => Total += value;
        }

        public static class F
        {
            public static string? Noted;

            public static int Answer() => 42;
            public static Task<int> AnswerAsync() => Task.FromResult(42);
            public static void Touch() => Noted = "touched";
            public static async Task TouchAsync() { await Task.Yield(); Noted = "touched"; }
            public static bool HasToken(CancellationToken token) => token.CanBeCanceled;
            public static Task<bool> HasTokenAsync(CancellationToken token) => Task.FromResult(token.CanBeCanceled);

            public static string Load() => "without token";
            public static string Load(CancellationToken token) => "with token";
            public static Task<string> LoadAsync() => Task.FromResult("without token");
            public static Task<string> LoadAsync(CancellationToken token) => Task.FromResult("with token");

            public static int Twice(int n) => 2 * n;
            public static Task<int> TwiceAsync(int n) => Task.FromResult(2 * n);
            public static int TwiceWithToken(int n, CancellationToken token) => 2 * n;
            public static Task<int> TwiceWithTokenAsync(int n, CancellationToken token) => Task.FromResult(2 * n);
            public static ValueTask<int> TwiceValueTask(int n) => new(2 * n);
            public static void Note(int n) => Noted = $"noted {n}";
            public static Task NoteAsync(int n) { Note(n); return Task.CompletedTask; }
            public static void NoteWithToken(int n, CancellationToken token) => Note(n);
            public static Task NoteWithTokenAsync(int n, CancellationToken token) => NoteAsync(n);

            public static string Fetch(string name) => $"{name} without token";
            public static string Fetch(string name, CancellationToken token) => $"{name} with token";
            public static Task<string> FetchAsync(string name) => Task.FromResult($"{name} without token");
            public static Task<string> FetchAsync(string name, CancellationToken token) => Task.FromResult($"{name} with token");
            public static string Describe(int n) => $"int {n}";
            public static string Describe(string s) => $"string {s}";

            public static int Add(int a, int b) => a + b;
            public static Task<int> AddAsync(int a, int b) => Task.FromResult(a + b);
            public static int AddWithToken(int a, int b, CancellationToken token) => a + b;
            public static Task<int> AddWithTokenAsync(int a, int b, CancellationToken token) => Task.FromResult(a + b);
            public static void NoteSum(int a, int b) => Noted = $"noted {a + b}";
            public static Task NoteSumAsync(int a, int b) { NoteSum(a, b); return Task.CompletedTask; }
            public static int AddThree(int a, int b, int c) => a + b + c;
            public static int AddTuple((int A, int B, int C) of) => of.A + of.B + of.C;

            public static int Report(int n, IProgress<int> progress) { progress.Report(n); progress.Report(2 * n); return n; }
            public static Task<int> ReportAsync(IProgress<int> progress, CancellationToken token) { progress.Report(1); return Task.FromResult(1); }
            public static T Echo<T>(T value) => value;
            public static Task<T> EchoAsync<T>(T value) => Task.FromResult(value);
            public static T Default<T>() => default!;
            public static int LengthOrZero(string? text) => text?.Length ?? 0;
            public static string TypeOf(object value) => value.GetType().Name;
            public static long TwiceLong(long n) => 2 * n;
            public static bool TryParse(string text, out int value) => int.TryParse(text, out value);

            public static async IAsyncEnumerable<int> CountTo(int n)
            {
                for (int i = 1; i <= n; i++) { await Task.Yield(); yield return i; }
            }

            public static async IAsyncEnumerable<int> CountToWithToken(int n, [EnumeratorCancellation] CancellationToken token)
            {
                await foreach (int i in CountTo(n)) { token.ThrowIfCancellationRequested(); yield return i; }
            }

            public static IAsyncEnumerable<int> One() => CountTo(1);

            public static async Task<string> Joined<T>(IAsyncEnumerable<T> items)
            {
                var all = new List<T>();
                await foreach (T item in items) all.Add(item);
                return string.Join(",", all);
            }

            public static async Task<string> Outcome(Func<Task> call)
            {
                try { await call(); return "ran"; }
                catch (OperationCanceledException) { return "canceled"; }
                catch (Exception exception) { return $"{exception.GetType().Name}: {exception.Message}"; }
            }
        }
        """;

    private static readonly CSharpCompilation Base = CSharpCompilation.Create(
        "shapes",
        [Parse(Functions)],
        References.OfTheRuntime,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    // By emitting: that a ref struct would have to live across an await is found only when the state machine is made.
    public static IReadOnlyList<Diagnostic> ErrorsOf(CallShape shape) => Errors(Compilation(shape).Emit(Stream.Null));

    private static List<Diagnostic> Errors(EmitResult result) =>
        [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    public static async Task<string> RunAsync(CallShape shape, Executor executor)
    {
        using var image = new MemoryStream();
        EmitResult result = Compilation(shape).Emit(image);
        Assert.True(result.Success, string.Join('\n', Errors(result)));

        MethodInfo run = Assembly.Load(image.ToArray()).GetType("Row")!.GetMethod("Run")!;
        object? value = await run.CreateDelegate<Func<Executor, Task<object?>>>()(executor);
        return $"{value}";
    }

    private static CSharpCompilation Compilation(CallShape shape) => Base.AddSyntaxTrees(Parse($$"""
        {{Usings}}
        public static class Row
        {
            public static async Task<object?> Run(Executor executor)
            {
                using var source = new CancellationTokenSource();
                using var canceled = new CancellationTokenSource();
                canceled.Cancel();
                await Task.CompletedTask;
                {{shape.Code}}
            }
        }
        """));

    private static SyntaxTree Parse(string code) => CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.CSharp14));
}
