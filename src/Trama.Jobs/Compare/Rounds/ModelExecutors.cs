using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>Makes the executor that a model's row stands for.</summary>
internal static class ModelExecutors
{
    public static Executor Create(RoundSpec spec) => spec.Model switch
    {
        ModelNames.Inline => Executor.Inline(),
        ModelNames.Async => Executor.Async(new AsyncExecutorOptions { Concurrency = spec.InFlight }),
        ModelNames.Threads => Executor.Threads(spec.Workers),
        ModelNames.Gil => Gil(spec),
        ModelNames.Processes => Executor.Processes(spec.Workers),
        _ => throw JobErrors.UnknownModel(spec.Model, ModelNames.All),
    };

    // The functions find the lock in the ambient place, the executor holds it around each call.
    private static ThreadExecutor Gil(RoundSpec spec)
    {
        AmbientLock.Current = new ExecutionLock();
        return Executor.Threads(new ThreadExecutorOptions { Workers = spec.Workers, Lock = AmbientLock.Current });
    }
}
