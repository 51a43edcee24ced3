namespace Trama.Jobs.Doctor.Workers;

/// <summary>A pool of one worker, made for the first check that needs it. What it must not do is leave the worker behind.</summary>
internal sealed class TrialPool : IAsyncDisposable
{
    private ProcessExecutor? _executor;

    public ProcessExecutor Executor => _executor ??= Trama.Executor.Processes(new ProcessExecutorOptions
    {
        Workers = 1,
        Name = "doctor",
        // Somebody who debugs with every executor inline still wants to know of workers.
        Inline = false,
    });

    /// <summary>Calls that may run again after their worker died.</summary>
    public Executor Retrying => Executor.With(new CallOptions { Idempotent = true });

    /// <summary>Whether the first worker came up: without one the other checks have nothing to look at.</summary>
    public bool Started { get; set; }

    // Nothing of value runs here: no waiting for calls that hang.
    public async ValueTask DisposeAsync()
    {
        if (_executor is null) return;
        await _executor.ShutdownAsync(ShutdownMode.Kill, TimeSpan.Zero);
        await _executor.DisposeAsync();
    }
}
