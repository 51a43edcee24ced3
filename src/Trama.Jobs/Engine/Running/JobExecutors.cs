using Trama.Jobs.Compare;

namespace Trama.Jobs.Engine.Running;

/// <summary>Makes the executor that a job runs under.</summary>
internal static class JobExecutors
{
    /// <summary>The models that a job can run under.</summary>
    public static IReadOnlyList<string> Models { get; } = [ModelNames.Inline, ModelNames.Async, ModelNames.Threads, ModelNames.Processes];

    /// <exception cref="JobException">TRM0702: there is no such model.</exception>
    public static Executor Create(
        string model, int workers, TimeProvider time, Func<ProcessExecutorOptions, ProcessExecutorOptions> configure) => model switch
        {
            ModelNames.Inline => Executor.Inline(new() { TimeProvider = time }),
            ModelNames.Async => Executor.Async(new() { Concurrency = workers, TimeProvider = time }),
            ModelNames.Threads => Executor.Threads(new() { Workers = workers, TimeProvider = time }),
            // What a worker prints is nobody's data: standard output belongs to the command.
            ModelNames.Processes => Executor.Processes(configure(
                new() { Workers = workers, TimeProvider = time, Output = WorkerOutputMode.EventsOnly, PayloadCodec = new JobCodec() })),
            _ => throw JobErrors.UnknownModel(model, Models),
        };
}
