using Trama.Analyzers.Tests.Support;
using Trama.CodeFixes;

namespace Trama.Analyzers.Tests;

public sealed class BlockingCallTests
{
    [Theory]
    [InlineData("Thread.Sleep(10);", "Thread.Sleep(10)", "Thread.Sleep")]
    [InlineData("int n = F.AddAsync(1, 2).Result;", "F.AddAsync(1, 2).Result", ".Result")]
    [InlineData("int n = new ValueTask<int>(F.AddAsync(1, 2)).Result;", "new ValueTask<int>(F.AddAsync(1, 2)).Result", ".Result")]
    [InlineData("F.AddAsync(1, 2).Wait();", "F.AddAsync(1, 2).Wait()", ".Wait()")]
    [InlineData("F.AddAsync(1, 2).Wait(TimeSpan.FromSeconds(1));", "F.AddAsync(1, 2).Wait(TimeSpan.FromSeconds(1))", ".Wait()")]
    [InlineData("F.AddAsync(1, 2).GetAwaiter().GetResult();", "F.AddAsync(1, 2).GetAwaiter().GetResult()", ".GetAwaiter().GetResult()")]
    [InlineData(
        "F.AddAsync(1, 2).ConfigureAwait(false).GetAwaiter().GetResult();",
        "F.AddAsync(1, 2).ConfigureAwait(false).GetAwaiter().GetResult()",
        ".GetAwaiter().GetResult()")]
    [InlineData("new ValueTask().GetAwaiter().GetResult();", "new ValueTask().GetAwaiter().GetResult()", ".GetAwaiter().GetResult()")]
    [InlineData("Task.WaitAll(F.AddAsync(1, 2));", "Task.WaitAll(F.AddAsync(1, 2))", "Task.WaitAll")]
    [InlineData("Task.WaitAny(F.AddAsync(1, 2));", "Task.WaitAny(F.AddAsync(1, 2))", "Task.WaitAny")]
    [InlineData("Inner(); void Inner() => Thread.Sleep(10);", "Thread.Sleep(10)", "Thread.Sleep")]
    public async Task Wait_on_the_loops_thread_is_reported(string waiting, string code, string how)
    {
        (string Code, string Message) found = Assert.Single(await Of(OnLoop(waiting)));

        Assert.Equal(code, found.Code);
        Assert.StartsWith($"{how} holds the event loop's only thread:", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EventLoop.Run(Blocking);")]
    [InlineData("EventLoop.Run(async t => { Thread.Sleep(1); await Task.Yield(); });")]
    [InlineData("await loop.InvokeAsync(async () => { Thread.Sleep(1); await Task.Yield(); });")]
    [InlineData("await loop.InvokeAsync(() => { Thread.Sleep(1); });")]
    [InlineData("loop.Post(() => Thread.Sleep(1));")]
    [InlineData("loop.Post(state => Thread.Sleep(1), null);")]
    [InlineData("await using var e = Executor.Async(); await e.RunAsync(Blocking);")]
    [InlineData("Executor e = Executor.Async(); await scope.Use(e).RunAsync(Blocking);")]
    [InlineData("var e = Executor.Async(); e.MapAsync(F.Items, async n => { Thread.Sleep(n); await Task.Yield(); return n; });")]
    [InlineData("EventLoop.Run(Elsewhere.BlockingAsync);")]
    [InlineData("EventLoop.Run(Inner); async Task Inner() { Thread.Sleep(1); await Task.Yield(); }")]
    [InlineData("EventLoop.Run(Blocking); EventLoop.Run(Blocking);")]
    public async Task Function_given_to_a_loop_is_looked_into_once(string body) => Assert.Single(await Of(body));

    [Theory]
    [InlineData("Task.Run(() => Thread.Sleep(1));")]
    [InlineData("await executor.RunAsync(Blocking);")]
    [InlineData("Executor e = Executor.Threads(2); await e.RunAsync(Blocking);")]
    [InlineData("EventLoop.Run(() => Executor.Threads(2).RunAsync(() => Thread.Sleep(1)));")]
    [InlineData("EventLoop.Run(async () => await Task.Delay(1));")]
    [InlineData("EventLoop.Run(async () => { await Task.Yield(); void Unused() => Thread.Sleep(1); await Task.Run(Unused); });")]
    [InlineData("EventLoop.Run(async () => { var t = F.AddAsync(1, 2); await t; return t.Result; });")]
    [InlineData("EventLoop.Run(async () => { var t = F.AddAsync(1, 2); await Task.WhenAll(t, Task.Delay(1)); return t.Result; });")]
    [InlineData(
        "EventLoop.Run(async () => { Task<int>[] ts = [F.AddAsync(1, 2)]; await Task.WhenAll(ts); "
            + "foreach (var t in ts) F.Twice(t.Result); });")]
    [InlineData("EventLoop.Run(async () => { var ts = new[] { F.AddAsync(1, 2) }; await Task.WhenAll(ts); return ts[0].Result; });")]
    [InlineData("EventLoop.Run(async () => { var first = await Task.WhenAny(F.AddAsync(1, 2), F.AddAsync(3, 4)); return first.Result; });")]
    [InlineData("EventLoop.Run(async () => { var t = F.AddAsync(1, 2); await Task.Yield(); return t.IsCompleted ? t.Result : 0; });")]
    [InlineData("EventLoop.Run(async () => { Thread.Sleep(0); await Task.Yield(); });")]
    public async Task What_runs_elsewhere_or_waits_for_nothing_is_left_alone(string body) => Assert.Empty(await Of(body));

    [Theory]
    [InlineData("Thread.Sleep(10);", "await Task.Delay(10);")]
    [InlineData("Thread.Sleep(millisecondsTimeout: 10);", "await Task.Delay(10);")]
    [InlineData("int n = F.AddAsync(1, 2).Result;", "int n = await F.AddAsync(1, 2);")]
    [InlineData("string n = F.AddAsync(1, 2).Result.ToString();", "string n = (await F.AddAsync(1, 2)).ToString();")]
    [InlineData("F.AddAsync(1, 2).Wait();", "await F.AddAsync(1, 2);")]
    [InlineData("int n = F.AddAsync(1, 2).GetAwaiter().GetResult();", "int n = await F.AddAsync(1, 2);")]
    [InlineData("new ValueTask().ConfigureAwait(true).GetAwaiter().GetResult();", "await new ValueTask().ConfigureAwait(true);")]
    public async Task Fix_awaits(string waiting, string expected) =>
        Assert.Equal(OnLoop(expected), await Fixed(OnLoop(waiting)));

    [Theory]
    [InlineData("EventLoop.Run(async () => { await Task.Yield(); lock (this) Thread.Sleep(1); });")]
    [InlineData("EventLoop.Run(async () => { await Task.Yield(); F.AddAsync(1, 2).Wait(100); });")]
    [InlineData("EventLoop.Run(async () => { await Task.Yield(); Task.WaitAny(F.AddAsync(1, 2)); });")]
    [InlineData("loop.Post(() => Thread.Sleep(1));")]
    public async Task No_fix_is_offered_where_an_await_would_not_do(string body) => Assert.Null(await Fixed(body));

    private const string Members = """
        private static async Task Blocking() { await Task.Yield(); Thread.Sleep(10); }
        """;

    private const string Elsewhere = """
        public static class Elsewhere { public static async Task BlockingAsync() { Thread.Sleep(1); await Task.Yield(); } }
        """;

    private static string OnLoop(string statement) => $"EventLoop.Run(async () => {{ await Task.Yield(); {statement} }});";

    private static Task<IReadOnlyList<(string Code, string Message)>> Of(string body) =>
        Analysis.OfAsync(new BlockingCallAnalyzer(), body, Members, Elsewhere);

    private static Task<string?> Fixed(string body) => Fixing.OfAsync(new BlockingCallAnalyzer(), new BlockingCallFix(), body);
}
