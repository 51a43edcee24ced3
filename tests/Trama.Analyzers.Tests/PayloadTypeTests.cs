using Trama.Analyzers.Tests.Support;

namespace Trama.Analyzers.Tests;

public sealed class PayloadTypeTests
{
    [Theory]
    [InlineData(
        "await P.RunAsync(O.Ship, new Order(1, () => { }));",
        "new Order(1, () => { })",
        "An argument of type 'Order'",
        "Order.Callback is a delegate.")]
    [InlineData("await P.RunAsync(O.Both, 1, Stream.Null);", "Stream.Null", "An argument of type 'Stream'", "Stream is an open stream.")]
    [InlineData("await P.RunAsync(O.Open);", "O.Open", "The result of type 'FileStream'", "FileStream is an open stream.")]
    [InlineData("await P.RunAsync(O.OpenAsync);", "O.OpenAsync", "The result of type 'FileStream'", "FileStream is an open stream.")]
    [InlineData("P.StreamAsync(O.Orders);", "O.Orders", "The result of type 'Order'", "Order.Callback is a delegate.")]
    [InlineData("P.MapAsync(O.All, o => o.Id);", "O.All", "An item of type 'Order'", "Order.Callback is a delegate.")]
    [InlineData(
        "await P.RunAsync((List<Order> o) => o.Count, new());",
        "new()",
        "An argument of type 'List<Order>'",
        "List`1[].Callback is a delegate.")]
    [InlineData(
        "await P.RunAsync(O.Reporting, new Own());", "new Own()", "An argument of type 'Own'",
        "Own is a progress object, which crosses as an argument declared as IProgress<T>, or as such an element of a tuple.")]
    [InlineData(
        "await P.RunAsync(O.ReportingStreams, new Progress<Stream>());", "new Progress<Stream>()", "An argument of type 'IProgress<Stream>'",
        "Stream is an open stream.")]
    [InlineData(
        "await P.RunAsync(O.GiveProgress);", "O.GiveProgress", "The result of type 'IProgress<int>'",
        "IProgress`1 is a progress object, which is passed to a function and not returned by it.")]
    public async Task Type_that_cannot_cross_is_reported_with_the_member_at_fault(string body, string code, string what, string why)
    {
        (string Code, string Message) found = Assert.Single(await Of("var P = Executor.Processes(); " + body));

        Assert.Equal(code, found.Code);
        Assert.StartsWith($"{what} can't cross to a worker process: {why}", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await P.RunAsync(O.Watch, token);")]
    [InlineData("await P.RunAsync(O.Nothing);")]
    [InlineData("await P.RunAsync(O.NothingAsync);")]
    [InlineData("await P.RunAsync(F.AddAsync, 1, 2);")]
    [InlineData("P.StreamAsync(F.CountTo, 2);")]
    [InlineData("await P.RunAsync(O.ReportAsync, 1, new Progress<int>());")]
    [InlineData("IProgress<int> progress = new Progress<int>(); await P.RunAsync(O.ReportAsync, 1, progress);")]
    [InlineData("await P.RunAsync((IProgress<int> p) => p.Report(1), new Progress<int>());")]
    [InlineData("P.MapAsync(new (int, IProgress<int>)[] { (1, new Progress<int>()) }, static item => item.Item1);")]
    [InlineData("P.MapAsync(F.Items, F.Twice);")]
    [InlineData("await Generic(1); async Task Generic<T>(T value) => await P.RunAsync(static v => v, value);")]
    public async Task Type_that_crosses_is_not_reported(string body) => Assert.Empty(await Of("var P = Executor.Processes(); " + body));

    [Theory]
    [InlineData("Executor.Processes(2)")]
    [InlineData("Executor.Processes(null)")]
    [InlineData("Executor.Processes(new ProcessExecutorOptions { Workers = 1 })")]
    [InlineData("Executor.Processes(new() { Workers = 1 })")]
    [InlineData("Executor.Processes(known)")]
    [InlineData("Executor.Processes(known with { Workers = 2 })")]
    [InlineData("Executor.Processes().With(new CallOptions())")]
    [InlineData("scope.Use(Executor.Processes())")]
    public async Task Executor_that_visibly_has_no_codec_is_judged(string executor) => Assert.Single(await Of(Given(executor)));

    [Theory]
    [InlineData("processes")]
    [InlineData("Executor.Processes(new ProcessExecutorOptions { PayloadCodec = codec })")]
    [InlineData("Executor.Processes(coded)")]
    [InlineData("Executor.Processes(known with { PayloadCodec = codec })")]
    [InlineData("Executor.Processes(coded with { Workers = 1 })")]
    [InlineData("Executor.Processes(MakeOptions())")]
    [InlineData("(ProcessExecutor)executor")]
    [InlineData("Executor.Threads(2)")]
    public async Task Executor_that_has_a_codec_or_may_have_one_is_left_alone(string executor) => Assert.Empty(await Of(Given(executor)));

    private const string Types = """
        public sealed record Order(int Id, Action Callback);
        public sealed class Own : IProgress<int> { public void Report(int value) { } }
        public static class O
        {
            public static readonly List<Order> All = [];
            public static void Ship(Order order) { }
            public static void Both(int n, Stream stream) { }
            public static FileStream Open() => File.OpenRead("x");
            public static Task<FileStream> OpenAsync() => Task.FromResult(Open());
            public static async IAsyncEnumerable<Order> Orders() { await Task.Yield(); yield break; }
            public static int Watch(CancellationToken token) => 1;
            public static void Nothing() { }
            public static void Reporting(Own progress) { }
            public static void ReportingStreams(IProgress<Stream> progress) { }
            public static IProgress<int> GiveProgress() => new Own();
            public static Task ReportAsync(int n, IProgress<int> progress, CancellationToken token) => Task.CompletedTask;
            public static Task NothingAsync() => Task.CompletedTask;
        }
        """;

    private static string Given(string executor) => $$"""
        IPayloadCodec? codec = null;
        var known = new ProcessExecutorOptions();
        var coded = new ProcessExecutorOptions { PayloadCodec = codec };
        Executor e = {{executor}};
        await e.RunAsync(O.Ship, new Order(1, () => { }));
        ProcessExecutorOptions MakeOptions() => known;
        """;

    private static Task<IReadOnlyList<(string Code, string Message)>> Of(string body) =>
        Analysis.OfAsync(new PayloadTypeAnalyzer(), body, files: Types);
}
