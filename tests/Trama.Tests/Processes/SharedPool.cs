namespace Trama.Tests.Processes;

/// <summary>A pool for the tests of one class that leave its workers as they found them: starting one costs more than most tests.</summary>
public sealed class SharedPool : IAsyncLifetime
{
    public ProcessExecutor Executor { get; } = Trama.Executor.Processes(
        new ProcessExecutorOptions { Workers = 1, Output = WorkerOutputMode.EventsOnly });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Executor.DisposeAsync();
}
