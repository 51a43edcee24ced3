namespace Trama.Processes;

/// <summary>What this process is to process executors: the program itself, or a worker of some level.</summary>
internal static class WorkerContext
{
    /// <summary>On how many pools this process stands: 0 in the program itself, 1 in its workers, 2 in their workers, …</summary>
    public static int Depth { get; set; }

    public static void CheckNesting(ProcessExecutorOptions options, string name)
    {
        // The hook takes the mark away before anything else runs. Still there, it means that a worker is running the user's Main: end it
        // here, before it starts workers of its own, and they theirs.
        if (Environment.GetEnvironmentVariable(WorkerCommand.MarkVariable) is not null)
            throw new PlatformNotSupportedException(
                "This process was started as a worker, but the runtime ran no startup hook in it, so it can't be one. "
                + "Set StartupHookSupport to true in the project file, and do not trim the app. (TRM0544)");
        if (Depth >= options.MaxNesting)
            throw new InvalidOperationException(
                $"Executor '{name}' would be the pool of a worker of level {Depth}, and pools nest at most {options.MaxNesting} deep. "
                + "A static field that makes an executor runs in every worker too: make it in Main, or raise MaxNesting. (TRM0504)");
    }
}
