using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Trama.Measurement;

/// <summary>The meter <c>Trama</c>, and what it shows of the executors that there are: counted anyway, read only when somebody asks.</summary>
internal static class ExecutorMeter
{
    // Weak: an executor that is dropped without being disposed of must still be collected.
    private static readonly ConditionalWeakTable<Executor, string> Executors = [];

    public static Meter Instance { get; } = NewMeter();

    public static void Add(Executor executor) => Executors.Add(executor, executor.Name);

    private static Meter NewMeter()
    {
        var meter = new Meter("Trama");
        meter.CreateObservableUpDownCounter(
            "trama.calls.queued", static () => Observe(static executor => executor.QueuedCalls), "{call}", "Calls that wait for a worker.");
        meter.CreateObservableUpDownCounter(
            "trama.calls.running", static () => Observe(static executor => executor.RunningCalls), "{call}", "Calls that run.");
        return meter;
    }

    private static List<Measurement<int>> Observe(Func<Executor, int> count)
    {
        var all = new List<Measurement<int>>();
        foreach ((Executor executor, string name) in Executors)
        {
            if (!executor.IsClosed)
                all.Add(new(count(executor), new("trama.executor", name), new("trama.model", executor.Model)));
        }

        return all;
    }
}
