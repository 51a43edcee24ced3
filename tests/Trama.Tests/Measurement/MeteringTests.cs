using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Trama.Tests.Locking;

namespace Trama.Tests.Measurement;

public sealed class MeteringTests : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Value, string Executor, string? Outcome)> _measured = new();
    private readonly MeterListener _listener = new();

    public MeteringTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Trama")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    [Fact]
    public async Task Ended_calls_are_counted_by_outcome_and_their_durations_taken()
    {
        var time = new ManualTime();
        await using Executor executor = Executor.Inline(new() { TimeProvider = time });

        await executor.RunAsync(() => time.Advance(TimeSpan.FromSeconds(2)));
        await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(static () => throw new FormatException()));

        Assert.Equal(
            [("trama.calls", 1, "succeeded"), ("trama.call.duration", 2, "succeeded"), ("trama.calls", 1, "failed"), ("trama.call.duration", 0, "failed")],
            Of(executor).Select(static m => (m.Instrument, m.Value, m.Outcome!)));
    }

    [Fact]
    public async Task Waiting_and_running_calls_are_seen_when_somebody_looks()
    {
        await using Executor executor = Executor.Threads(1);
        using var gate = new ManualResetEventSlim();
        Task[] calls = [.. Enumerable.Range(0, 3).Select(_ => executor.RunAsync(() => gate.Wait(TestContext.Current.CancellationToken)))];
        Actor.Until(() => executor.Snapshot().Running == 1);

        _listener.RecordObservableInstruments();
        gate.Set();
        await Task.WhenAll(calls);

        var seen = Of(executor).Where(static m => m.Outcome is null).ToDictionary(static m => m.Instrument, static m => m.Value);
        Assert.Equal(2, seen["trama.calls.queued"]);
        Assert.Equal(1, seen["trama.calls.running"]);
    }

    [Fact]
    public async Task Executor_that_is_shut_down_is_seen_no_more()
    {
        Executor executor = Executor.Threads(1);
        await executor.DisposeAsync();

        _listener.RecordObservableInstruments();

        Assert.Empty(Of(executor));
    }

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(string Instrument, double Value, string Executor, string? Outcome)> Of(Executor executor) =>
        _measured.Where(m => m.Executor == executor.Name);

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string executor = "";
        string? outcome = null;
        foreach (var (key, tag) in tags)
        {
            if (key == "trama.executor")
                executor = (string)tag!;
            else if (key == "trama.outcome")
                outcome = (string)tag!;
        }

        _measured.Enqueue((instrument.Name, value, executor, outcome));
    }
}
