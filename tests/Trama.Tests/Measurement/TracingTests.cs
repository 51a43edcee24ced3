using System.Collections.Concurrent;
using System.Diagnostics;

namespace Trama.Tests.Measurement;

public sealed class TracingTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivitySource _test = new("Trama.Tests.TracingTests");
    private readonly ActivityListener _listener;

    public TracingTests()
    {
        _listener = new ActivityListener
        {
            // Other tests run beside this one: only what is below an activity of this test is sampled and kept.
            ShouldListenTo = static source => source.Name is "Trama" or "Trama.Tests.TracingTests",
            Sample = (ref options) => options.Source.Name != "Trama" || Activity.Current?.Source == _test
                ? ActivitySamplingResult.AllData
                : ActivitySamplingResult.None,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public static TheoryData<string> Models => ["inline", "async", "threads", "processes"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Call_is_an_activity_below_the_callers_and_what_its_function_traces_is_below_it(string model)
    {
        await using Executor executor = Create(model);
        using Activity caller = _test.StartActivity("caller")!;

        string? parentOfTheFunctions = await executor.RunAsync(static () => Activity.Current?.ParentId ?? Activity.Current?.Id);
        string? inside = await executor.RunAsync(static () => Activity.Current?.TraceId.ToString());

        Assert.Same(caller, Activity.Current);
        Activity[] calls = [.. _ended];
        Assert.Equal(2, calls.Length);
        Assert.All(calls, call => Assert.Equal(caller.SpanId, call.ParentSpanId));
        Assert.Equal(caller.TraceId.ToString(), inside);
        if (model == "processes")
            Assert.Equal(calls[0].Id, parentOfTheFunctions);
        Assert.Equal(model, calls[0].GetTagItem("trama.model"));
        Assert.Equal(executor.Name, calls[0].GetTagItem("trama.executor"));
        Assert.Equal(1, calls[0].GetTagItem("trama.worker"));
        Assert.Equal("succeeded", calls[0].GetTagItem("trama.outcome"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Function_runs_inside_the_activity_of_its_call(string model)
    {
        await using Executor executor = Create(model);
        using Activity caller = _test.StartActivity("caller")!;

        string? current = await executor.RunAsync(static () => Activity.Current?.Id);

        Activity call = Assert.Single(_ended);
        if (model == "processes")
            Assert.NotEqual(call.Id, current);  // the worker's own, below the call's
        else
            Assert.Equal(call.Id, current);
    }

    [Fact]
    public async Task Failed_and_cancelled_calls_say_so()
    {
        await using Executor executor = Executor.Threads(1);
        using Activity caller = _test.StartActivity("caller")!;

        await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(static () => throw new FormatException()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => executor.RunAsync(static () => 1, new CancellationToken(canceled: true)));

        Assert.Equal(["failed", "canceled"], _ended.Select(static call => call.GetTagItem("trama.outcome")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], _ended.Select(static call => call.Status));
    }

    [Fact]
    public async Task Listener_that_throws_harms_no_call()
    {
        ExecutorEvent? told = null;
        await using Executor executor = Executor.Threads(new() { Workers = 1, OnEvent = happening => told = happening as ExecutorEvent.CallbackFailed ?? told });
        using var broken = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Trama",
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("trama.executor"), executor.Name))
                    throw new FormatException("listener");
            },
        };
        ActivitySource.AddActivityListener(broken);
        using Activity caller = _test.StartActivity("caller")!;

        Assert.Equal(1, await executor.RunAsync(static () => 1));

        Assert.Contains("listener", told!.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _test.Dispose();
    }

    private static Executor Create(string model) => model switch
    {
        "inline" => Executor.Inline(),
        "async" => Executor.Async(),
        "threads" => Executor.Threads(1),
        _ => Executor.Processes(1),
    };
}
