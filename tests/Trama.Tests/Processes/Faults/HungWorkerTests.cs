using System.Diagnostics;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Faults;

/// <summary>Fault 6, by the real clock: how long it takes until a stopped worker is found.</summary>
public sealed class HungWorkerTests
{
    private static readonly TimeSpan Setting = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_worker_is_found_within_the_setting_and_its_call_runs_again(bool useSocket)
    {
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 1, Spares = 1, HeartbeatTimeout = Setting, UseSocket = useSocket });
        await executor.WarmUpAsync();
        using var gate = new Gate();
        Task<int> call = executor.With(new CallOptions { Idempotent = true })
            .RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);

        await SuspendedProcess.SuspendAsync(executor.Snapshot().Workers.Single(worker => worker.State == "busy").ProcessId!.Value);
        long stopped = Stopwatch.GetTimestamp();
        await gate.UntilEnteredAsync(2);
        TimeSpan took = Stopwatch.GetElapsedTime(stopped);
        gate.Open();

        Assert.Equal(1, await call);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"found and replaced after {took.TotalMilliseconds:0} ms of {Setting.TotalMilliseconds:0}");

        // Three quarters at the earliest (the question may have been on its way already: a half), and a start on a busy machine on top.
        Assert.InRange(took, Setting / 2, Setting + TimeSpan.FromSeconds(3));
    }
}
