using Trama.Jobs.Method;

namespace Trama.Jobs.Tests.Method;

public sealed class UserMethodTests : IDisposable
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        namespace Their.App
        {
            public static class Work
            {
                public static string Reverse(string text) { var a = text.ToCharArray(); Array.Reverse(a); return new string(a); }
                public static int Twice(int number) => 2 * number;
                public static double Half(double number) => number / 2;
                public static decimal Same(decimal number) => number;
                public static long Length(FileInfo file) => file.Length;
                public static void Nothing(string text) { }
                public static object Pair(int number) => new { Number = number, Square = number * number };
                public static IEnumerable<int> Lazy(int count) { for (var i = 0; i < count; i++) yield return i; }
                public static Type Odd(string text) => typeof(Work);
                public static async Task<int> Later(int number) { await Task.Delay(1); return number + 1; }
                public static async ValueTask<string> Soon(string text) { await Task.Yield(); return text + "!"; }
                public static async Task Never(string text) { await Task.Yield(); }
                public static async IAsyncEnumerable<int> Stream(int count) { for (var i = 0; i < count; i++) { await Task.Yield(); yield return i; } }
                public static string WithToken(string text, CancellationToken token) => text + token.CanBeCanceled;
                public static string Both(string text) => "without";
                public static string Both(string text, CancellationToken token) => "with";
                public static string Ambiguous(string text) => text;
                public static int Ambiguous(int number) => number;
                public static string Overloaded(string text) => text;
                public static string Overloaded(Uri uri) => "";
                public static string Throws(string text) => throw new InvalidOperationException("not " + text);
                internal static string Hidden(string text) => text;
                private static string Private(string text) => text;
                public static T Generic<T>(T value) => value;
                public static int Two(int a, int b) => a + b;
                public static int None() => 1;
                public static string Bytes(byte[] bytes) => "";
                public static string Dependent(string text) => Their.Dependency.Helper.Help(text);
                public static class Inner { public static string Deep(string text) => text + " deep"; }
            }
            public class Instance { public string Run(string text) => text; }
            public class Open<T> { public static string Run(string text) => text; }
            internal static class Closed { public static string Run(string text) => text; }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _assembly;

    public UserMethodTests()
    {
        var dependency = Compiler.Build(
            Path.Combine(_folder.Path, "Their.Dependency.dll"),
            "namespace Their.Dependency { public static class Helper { public static string Help(string text) => \"helped \" + text; } }");
        _assembly = Compiler.Build(Path.Combine(_folder.Path, "Their.App.dll"), Source, references: dependency);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Work.Reverse", "abc", "cba")]
    [InlineData("Work.Twice", "21", "42")]
    [InlineData("Work.Twice", "-3", "-6")]
    [InlineData("Work.Half", "1.5e1", "7.5")]
    [InlineData("Work.Same", "0.10", "0.10")]
    [InlineData("Work.Nothing", "x", "null")]
    [InlineData("Work.Pair", "3", "{\"Number\":3,\"Square\":9}")]
    [InlineData("Work.Lazy", "3", "[0,1,2]")]
    [InlineData("Work.Odd", "x", "Their.App.Work")]
    [InlineData("Work.WithToken", "x", "xFalse")]
    [InlineData("Work.Both", "x", "with")]
    [InlineData("Work.Overloaded", "x", "x")]
    [InlineData("Work.Dependent", "x", "helped x")]
    [InlineData("Work.Inner.Deep", "x", "x deep")]
    [InlineData("Work+Inner.Deep", "x", "x deep")]
    public void Synchronous_methods_are_called_with_their_line(string method, string text, string result)
    {
        Assert.False(Find(method).IsAsync);
        Assert.Equal(result, Find(method).Call(text));
    }

    [Theory]
    [InlineData("Work.Later", "1", "2")]
    [InlineData("Work.Soon", "x", "x!")]
    [InlineData("Work.Never", "x", "null")]
    [InlineData("Work.Stream", "3", "[0,1,2]")]
    public async Task Asynchronous_methods_are_awaited(string method, string text, string result)
    {
        Assert.True(Find(method).IsAsync);
        Assert.Equal(result, await Find(method).CallAsync(text));
    }

    [Fact]
    public void A_file_argument_is_the_file() => Assert.Equal("5", Find("Work.Length").Call(_folder.Write("five", "12345")));

    [Fact]
    public void What_the_method_throws_is_told_with_its_input()
    {
        var error = Assert.Throws<JobException>(() => MethodFunctions.Call(new(_assembly, "Their.App.Work.Throws", "x")));
        Assert.Equal(("TRM0753", JobErrorKind.ItemsFailed), (error.Id, error.Kind));
        Assert.Equal(("x", "System.InvalidOperationException", "not x"), (error.Details["input"], error.Details["exception"], error.Details["message"]));
    }

    [Theory]
    [InlineData("TRM0743", "Wrok.Reverse")]
    [InlineData("TRM0744", "Work.Revers")]
    [InlineData("TRM0745", "Work.Hidden")]
    [InlineData("TRM0745", "Work.Private")]
    [InlineData("TRM0745", "Closed.Run")]
    [InlineData("TRM0746", "Instance.Run")]
    [InlineData("TRM0747", "Work.Generic")]
    [InlineData("TRM0747", "Open`1.Run")]
    [InlineData("TRM0748", "Work.Two")]
    [InlineData("TRM0748", "Work.None")]
    [InlineData("TRM0748", "Work.Bytes")]
    [InlineData("TRM0749", "Work.Ambiguous")]
    public void A_method_that_can_not_be_called_is_refused_for_its_own_reason(string id, string method)
    {
        var error = Fails(_assembly, "Their.App." + method);
        Assert.Equal((id, JobErrorKind.Usage), (error.Id, error.Kind));
    }

    [Fact]
    public void Nearest_names_are_offered()
    {
        Assert.Equal(["Their.App.Work"], (IEnumerable<string>)Fails(_assembly, "Their.App.Wrok.Reverse").Details["near"]);
        Assert.Equal(["Their.App.Work"], (IEnumerable<string>)Fails(_assembly, "Work.Reverse").Details["near"]);
        Assert.Equal(["Reverse"], (IEnumerable<string>)Fails(_assembly, "Their.App.Work.reverse").Details["near"]);
    }

    [Fact]
    public void A_name_without_a_type_is_refused() => Assert.Equal("TRM0743", Fails(_assembly, "Reverse").Id);

    [Fact]
    public void A_missing_assembly_is_named() => Assert.Equal("TRM0740", Fails(Path.Combine(_folder.Path, "None.dll"), "A.B").Id);

    [Fact]
    public void A_file_that_is_no_assembly_is_named()
    {
        Assert.Equal("TRM0741", Fails(_folder.Write("text.dll", "hello"), "A.B").Id);
        Assert.Equal("TRM0741", Fails(_folder.Write("empty.dll", ""), "A.B").Id);
        Assert.Equal("TRM0741", Fails("/bin/sh", "A.B").Id);
        Assert.Equal("TRM0723", Fails(_folder.Path, "A.B").Id);
    }

    [Theory]
    [InlineData(".NETFramework,Version=v4.8", false)]
    [InlineData(".NETCoreApp,Version=v11.0", false)]
    [InlineData(".NETCoreApp,Version=v10.0", true)]
    [InlineData(".NETCoreApp,Version=v3.1", true)]
    [InlineData(".NETStandard,Version=v2.0", true)]
    [InlineData("Silverlight,Version=v5.0", false)]
    [InlineData(null, true)]
    public void Only_what_this_runtime_runs_is_loaded(string? framework, bool fits)
    {
        var path = Compiler.Build(Path.Combine(_folder.Path, "Other.dll"), "public static class A { public static string B(string x) => x; }", framework);
        if (fits)
        {
            Assert.Equal("x", UserMethod.Find(path, "A.B").Call("x"));
            return;
        }

        var error = Fails(path, "A.B");
        Assert.Equal(("TRM0742", framework), (error.Id, error.Details["framework"]));
    }

    [Fact]
    public void A_dependency_that_is_not_there_is_named()
    {
        var dependency = Compiler.Build(Path.Combine(_folder.Path, "Gone.dll"), "public class Base { public static string B(string x) => x; }");
        var path = Compiler.Build(Path.Combine(_folder.Path, "Needs.dll"), "public class A : Base { }", references: dependency);
        File.Delete(dependency);
        var error = Fails(path, "A.B");
        Assert.Equal("TRM0754", error.Id);
        Assert.Contains("Gone", (string)error.Details["why"], StringComparison.Ordinal);
    }

    private UserMethod Find(string method) => UserMethod.Find(_assembly, "Their.App." + method);

    private static JobException Fails(string assembly, string method) => Assert.Throws<JobException>(() => UserMethod.Find(assembly, method));
}
