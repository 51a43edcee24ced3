using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>The one worker is killed; how long until its replacement, a new one or a spare, has answered.</summary>
internal sealed class Replacement(int spares) : ISide
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ProcessExecutor _executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Spares = spares });

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    public async Task<double[]> RoundAsync()
    {
        // The spare of the round before is at work now; the one in its place has just started, and would not be waiting yet.
        await _executor.WarmUpAsync();
        await Task.Delay(Pause);
        // The call may be given to the dead worker before its death is noticed, and runs again then.
        Executor retrying = _executor.With(new CallOptions { Idempotent = true });
        int before = await retrying.RunAsync(Work.ProcessId);
        using var worker = Process.GetProcessById(before);
        long started = Stopwatch.GetTimestamp();
        worker.Kill();
        int after = await retrying.RunAsync(Work.ProcessId);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return after != before ? [milliseconds] : throw new InvalidOperationException("The worker survived its kill.");
    }
}
