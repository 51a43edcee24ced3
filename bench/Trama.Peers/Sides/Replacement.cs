using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>The one worker is killed; how long until its replacement has answered.</summary>
internal sealed class Replacement : ISide
{
    private readonly ProcessExecutor _executor = Executor.Processes(1);

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    public async Task<double[]> RoundAsync()
    {
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
