using Trama.Analyzers.Tests.Support;
using Trama.CodeFixes;

namespace Trama.Analyzers.Tests;

public sealed class CapturingFunctionTests
{
    [Theory]
    [InlineData("await processes.RunAsync(() => F.Twice(a));", "() => F.Twice(a)", "'a'")]
    [InlineData("int local = a; await processes.RunAsync(() => local + b);", "() => local + b", "'local' and 'b'")]
    [InlineData("await processes.RunAsync(() => _field);", "() => _field", "'this'")]
    [InlineData("await processes.RunAsync(() => Own() + a + b);", "() => Own() + a + b", "'a', 'b' and 'this'")]
    [InlineData("await processes.RunAsync(n => n + a, 1);", "n => n + a", "'a'")]
    [InlineData("await processes.RunAsync(delegate { return a; });", "delegate { return a; }", "'a'")]
    [InlineData(
        "await processes.RunAsync(async () => { await Task.Yield(); return a; });",
        "async () => { await Task.Yield(); return a; }",
        "'a'")]
    [InlineData(
        "await processes.RunAsync(() => new[] { 1 }.Select(n => n + a).Sum());",
        "() => new[] { 1 }.Select(n => n + a).Sum()",
        "'a'")]
    [InlineData("await processes.RunAsync(() => Inner()); int Inner() => a;", "() => Inner()", "'a'")]
    [InlineData("await processes.RunAsync((Func<int>)(() => a));", "(Func<int>)(() => a)", "'a'")]
    [InlineData("await processes.RunAsync(function: () => a, cancellationToken: token);", "() => a", "'a'")]
    [InlineData("Func<int> f = () => a; await processes.RunAsync(f);", "f", "'a'")]
    [InlineData("processes.StreamAsync(() => F.CountTo(a));", "() => F.CountTo(a)", "'a'")]
    [InlineData("processes.MapAsync(F.Items, n => n + a);", "n => n + a", "'a'")]
    [InlineData("processes.MapResultsAsync(F.Items, n => n + a);", "n => n + a", "'a'")]
    public async Task Lambda_that_captures_is_reported_with_what_it_captures(string body, string code, string captured)
    {
        (string Code, string Message) found = Assert.Single(await Of(body));

        Assert.Equal(code, found.Code);
        AssertSays($"The lambda can't run in a worker process: it captures {captured}, which only", found.Message);
    }

    [Fact]
    public async Task Local_function_that_captures_is_reported_by_name()
    {
        const string Body = "await processes.RunAsync(Inner); int Inner() => Outer() + b; int Outer() => a;";
        (string code, string message) = Assert.Single(await Of(Body));

        Assert.Equal("Inner", code);
        AssertSays("The local function 'Inner' can't run in a worker process: it captures 'a' and 'b', which only", message);
    }

    [Theory]
    [InlineData("await processes.RunAsync(Own);", "Own", "'Program.Own'", "'Program'")]
    [InlineData("await processes.RunAsync(s.IndexOf, 'c');", "s.IndexOf", "'String.IndexOf'", "'string'")]
    [InlineData("await processes.RunAsync(F.Items.Max);", "F.Items.Max", "'Enumerable.Max'", "'int[]'")]
    public async Task Delegate_that_is_bound_to_an_object_is_reported_with_its_type(string body, string code, string name, string type)
    {
        (string Code, string Message) found = Assert.Single(await Of(body));

        Assert.Equal(code, found.Code);
        AssertSays($"{name} can't run in a worker process: it is bound to an object of type {type}, which only", found.Message);
    }

    [Theory]
    [InlineData("await processes.RunAsync(F.Answer);")]
    [InlineData("await processes.RunAsync(() => F.Answer());")]
    [InlineData("await processes.RunAsync(n => { int m = n; return new[] { m }.Select(x => x + m).Sum(); }, a);")]
    [InlineData("await processes.RunAsync(() => (from x in F.Items where x > 1 let y = x + 1 select x * y).Sum());")]
    [InlineData("await processes.RunAsync(() => nameof(a));")]
    [InlineData("const int c = 1; await processes.RunAsync(() => c);")]
    [InlineData("await processes.RunAsync(() => new List<int> { 1 });")]
    [InlineData("await processes.RunAsync(() => new ExecutorNote { Text = \"x\" }.Text);")]
    [InlineData("await processes.RunAsync(Inner, 5); int Inner(int n) => n == 0 ? 0 : Inner(n - 1);")]
    [InlineData("await processes.RunAsync(() => { int x = 1; return Deep(); int Deep() => x; });")]
    [InlineData("await processes.RunAsync(Identity<int>, 5); T Identity<T>(T value) => value;")]
    public async Task Function_that_captures_nothing_is_not_reported(string body) =>
        Assert.Empty(await Of(body, files: "public sealed class ExecutorNote { public string Text { get; set; } = \"\"; }"));

    [Theory]
    [InlineData("Executor e = Executor.Processes(); await e.RunAsync(() => a);")]
    [InlineData("var e = Executor.Processes(2); await e.RunAsync(() => a);")]
    [InlineData("await using Executor e = Executor.Processes(new ProcessExecutorOptions()); await e.RunAsync(() => a);")]
    [InlineData("Executor e = Executor.Processes().With(new CallOptions()); await e.RunAsync(() => a);")]
    [InlineData("Executor e = processes.With(new CallOptions()); Executor f = e; await f.RunAsync(() => a);")]
    [InlineData("await scope.Use(processes).RunAsync(() => a);")]
    [InlineData("var e = scope.Use(processes.With(new CallOptions())); await e.RunAsync(() => a);")]
    [InlineData("await Pool.RunAsync(() => a);")]
    [InlineData("await _pool.With(new CallOptions()).RunAsync(() => a);")]
    [InlineData("await ((ProcessExecutor)executor).RunAsync(() => a);")]
    [InlineData("if (executor is ProcessExecutor p) await p.RunAsync(() => a);")]
    [InlineData("processes?.RunAsync(() => a);")]
    public async Task Executor_that_is_one_of_processes_is_recognised(string body) => Assert.Single(await Of(body, Pools));

    [Theory]
    [InlineData("await executor.RunAsync(() => a);")]
    [InlineData("Executor e = Executor.Threads(2); await e.RunAsync(() => a);")]
    [InlineData("Executor e = Executor.Processes(); e = Executor.Inline(); await e.RunAsync(() => a);")]
    [InlineData("Executor e = Executor.Processes(); Replace(ref e); await e.RunAsync(() => a);")]
    [InlineData("Executor e = Executor.Processes(); (e, _) = (executor, 1); await e.RunAsync(() => a);")]
    [InlineData("Executor e; e = Executor.Processes(); await e.RunAsync(() => a);")]
    [InlineData("Executor e = a > 1 ? Executor.Processes() : Executor.Threads(2); await e.RunAsync(() => a);")]
    [InlineData("await _assigned.RunAsync(() => a);")]
    [InlineData("await _written.RunAsync(() => a);")]
    [InlineData("await scope.Use(executor).RunAsync(() => a);")]
    [InlineData("await scope.RunAsync(t => Task.FromResult(a));")]
    [InlineData("await _this.RunAsync(() => a);")]
    public async Task Executor_that_may_be_another_is_left_alone(string body) => Assert.Empty(await Of(body, Pools));

    [Theory]
    [InlineData("await processes.RunAsync(() => F.Twice(a));", "await processes.RunAsync(static a => F.Twice(a), a);")]
    [InlineData("await processes.RunAsync(() => F.Add(a, b));", "await processes.RunAsync(static (a, b) => F.Add(a, b), a, b);")]
    [InlineData(
        "await processes.RunAsync(() => F.Add(a, b), token);",
        "await processes.RunAsync(static (a, b) => F.Add(a, b), a, b, token);")]
    [InlineData(
        "await processes.RunAsync(() => F.Join(a, s, d));",
        "await processes.RunAsync(static captured => F.Join(captured.a, captured.s, captured.d), (a, s, d));")]
    [InlineData("await processes.RunAsync(n => n + a, 1);", "await processes.RunAsync(static (n, a) => n + a, 1, a);")]
    [InlineData("await processes.RunAsync((int n) => n + a, 1);", "await processes.RunAsync(static (int n, int a) => n + a, 1, a);")]
    [InlineData(
        "await processes.RunAsync(n => F.Join(n, s, d), 1);",
        "await processes.RunAsync(static (n, captured) => F.Join(n, captured.s, captured.d), 1, (s, d));")]
    [InlineData(
        "await processes.RunAsync((int n) => F.Join(n, s, d), 1);",
        "await processes.RunAsync(static (int n, (string s, double d) captured) => F.Join(n, captured.s, captured.d), 1, (s, d));")]
    [InlineData(
        "await processes.RunAsync(async () => { await Task.Yield(); return a; });",
        "await processes.RunAsync(static async a => { await Task.Yield(); return a; }, a);")]
    [InlineData("await processes.RunAsync(() => { F.Twice(a); });", "await processes.RunAsync(static a => { F.Twice(a); }, a);")]
    [InlineData(
        "await processes.RunAsync(() => F.Watch(a, token));",
        "await processes.RunAsync(static (a, token) => F.Watch(a, token), a, token);")]
    [InlineData(
        "await processes.RunAsync(() => F.Watch(a, token), token);",
        "await processes.RunAsync(static (a, token) => F.Watch(a, token), a, token);")]
    [InlineData(
        "await processes.RunAsync(t => F.Watch(a, t), token);",
        "await processes.RunAsync(static (a, t) => F.Watch(a, t), a, token);")]
    [InlineData(
        "await processes.RunAsync(() => a, cancellationToken: token);",
        "await processes.RunAsync(static a => a, a, cancellationToken: token);")]
    [InlineData(
        "int captured = 1; processes.RunAsync(() => F.Join(captured, s, d));",
        "int captured = 1; "
            + "processes.RunAsync(static captured2 => F.Join(captured2.captured, captured2.s, captured2.d), (captured, s, d));")]
    [InlineData("processes.StreamAsync(() => F.CountTo(a));", "processes.StreamAsync(static a => F.CountTo(a), a);")]
    [InlineData(
        "processes.MapAsync(F.Items, n => n + a);",
        "processes.MapAsync(F.Items.Select(n => (n, a)), static captured => captured.n + captured.a);")]
    [InlineData(
        "processes.MapResultsAsync(a > 1 ? F.Items : [], (n, t) => F.Watch(n + a, t), new());",
        "processes.MapResultsAsync((a > 1 ? F.Items : []).Select(n => (n, a)), "
            + "static (captured, t) => F.Watch(captured.n + captured.a, t), new());")]
    [InlineData(
        "processes.MapAsync(F.CountTo(3), n => n + a);",
        "processes.MapAsync(F.CountTo(3).Select(n => (n, a)), static captured => captured.n + captured.a);")]
    public async Task Fix_passes_what_was_captured(string body, string expected) => Assert.Equal(expected, await Fixed(body));

    [Theory]
    [InlineData("await processes.RunAsync(() => _field);")]
    [InlineData("await processes.RunAsync(() => a++);")]
    [InlineData("await processes.RunAsync((x, y) => x + y + a, 1, 2);")]
    [InlineData("await processes.RunAsync(() => Inner()); int Inner() => a;")]
    [InlineData("await processes.RunAsync<int>(() => a);")]
    [InlineData("await processes.RunAsync(cancellationToken: token, function: () => a);")]
    [InlineData("await processes.RunAsync(t => F.Watch(a, token));")]
    [InlineData("Func<int> f = () => a; await processes.RunAsync(f);")]
    [InlineData("await processes.RunAsync(delegate { return a; });")]
    [InlineData("processes.MapAsync([1, 2], n => n + a);")]
    [InlineData("processes.MapAsync(F.Items, _ => a);")]
    public async Task No_fix_is_offered_where_it_would_not_do_the_same(string body) => Assert.Null(await Fixed(body));

    private const string Pools = """
        private static readonly Executor Pool = Executor.Processes();
        private readonly Executor _pool = Executor.Processes();
        private Executor _written = Executor.Processes();
        private readonly Executor _assigned = Executor.Processes();
        private readonly Executor _this = Executor.Processes();
        public Program() => _assigned = Executor.Inline();
        public Program(int n) => (this._this, _written) = (Executor.Inline(), Executor.Threads(n));
        private static void Replace(ref Executor e) => e = Executor.Inline();
        """;

    private static void AssertSays(string start, string message) => Assert.StartsWith(start, message, StringComparison.Ordinal);

    private static Task<IReadOnlyList<(string Code, string Message)>> Of(string body, string members = "", string files = "") =>
        Analysis.OfAsync(new CapturingFunctionAnalyzer(), body, members, files);

    private static Task<string?> Fixed(string body) => Fixing.OfAsync(new CapturingFunctionAnalyzer(), new CapturingFunctionFix(), body);
}
