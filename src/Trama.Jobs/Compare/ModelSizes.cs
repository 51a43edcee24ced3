namespace Trama.Jobs.Compare;

/// <summary>How many workers a model gets, and how many items it may hold at once.</summary>
/// <param name="Workers">1 for inline and async, else threads or processes.</param>
/// <param name="InFlight">Items asked for and not yet given back.</param>
internal readonly record struct ModelSizes(int Workers, int InFlight)
{
    // Threads that only wait cost little: as many as people give a pool for I/O. Processes cost a runtime each.
    private const int WaitingThreads = 16;
    private const int WaitingProcessesPerCore = 2;

    // Polite to servers that are not ours, and far beyond what a loop needs to show what it can do.
    private const int LoopConcurrency = 100;

    // Results come in order: one long item holds up the window, and the others need something to do meanwhile.
    private const int InFlightPerWorker = 64;

    /// <summary>The sizes for <paramref name="model"/> on work that waits or not; <paramref name="asked"/> overrides the default.</summary>
    public static ModelSizes Of(string model, bool waits, int items, int? asked, int cores)
    {
        if (model == ModelNames.Inline) return new(1, 1);
        if (model == ModelNames.Async) return new(1, Math.Clamp(items, 1, LoopConcurrency));
        var workers = asked ?? Default(model, waits, cores);
        return new(workers, workers * InFlightPerWorker);
    }

    private static int Default(string model, bool waits, int cores)
    {
        if (!waits) return cores;
        return model == ModelNames.Processes ? cores * WaitingProcessesPerCore : Math.Max(WaitingThreads, cores);
    }
}
