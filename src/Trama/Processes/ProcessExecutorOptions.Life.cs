using System.Diagnostics;
using Trama.Processes.Life;

namespace Trama;

/// <content>How long workers live, how much they may take, and where and how they run.</content>
public sealed partial record ProcessExecutorOptions
{
    // Less, and the runtime itself does not start.
    private const long LeastHeap = 16 * 1024 * 1024;

    /// <summary>
    /// How long a worker may have nothing to do before it is asked to exit; the next call starts one again. More than zero and at most 49
    /// days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for ever; default for ever.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How many workers, on top of <see cref="Workers"/>, are kept started, initialised and waiting, so that the place of one that died or
    /// was recycled is taken at once. They start with the first call (or <see cref="Executor.WarmUpAsync"/>) and idle out when the whole
    /// pool does. From 0 up; default 0.
    /// </summary>
    public int Spares { get; init; }

    /// <summary>
    /// The memory in bytes that a worker may hold when a call of its ends; one that holds more is replaced by a fresh one after that call,
    /// and the event says so. Counted is what is resident and the process's own, garbage that is not collected yet included, memory that
    /// is shared with other processes not. From 1 up; default null: no limit.
    /// </summary>
    public long? SoftMemoryLimit { get; init; }

    /// <summary>
    /// The memory in bytes, counted as for <see cref="SoftMemoryLimit"/>, at which a worker is killed while its call runs: the call gets a
    /// <see cref="WorkerCrashedException"/> that says it was out of memory. Looked at ten times a second, so a call may pass it for that
    /// long. From 1 up, and not below the soft limit; default null: no limit.
    /// </summary>
    public long? HardMemoryLimit { get; init; }

    /// <summary>The garbage collector of the workers. Default: one heap, no thread in the background, no limit.</summary>
    public GarbageCollectorOptions GarbageCollector { get; init; } = new();

    /// <summary>
    /// How long a worker that runs a call may be silent. Its process is asked now and then whether it is there, on a thread that the
    /// function does not hold; one that does not answer (stopped, swapped out, deadlocked in the runtime) is killed, after three quarters
    /// of this time at the earliest. Not while a debugger is attached to this process, nor while it is itself stopped. From 1 second to
    /// 49 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never; default 30 seconds.
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many workers may die within <see cref="RestartPeriod"/> by their own doing and outside any call, where no call is to blame and
    /// nobody killed them; one more, and the executor is broken with the last one's reason. From 0 up; default 10.
    /// </summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>The time in which <see cref="MaxRestarts"/> are counted. More than zero, at most 49 days; default 1 minute.</summary>
    public TimeSpan RestartPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The numbers of the processors that workers, and what they start, may run on; the runtime in each sizes itself for that many. On
    /// Linux from 0 to 1023, on Windows to 63, not elsewhere; default null: all that this process may use.
    /// </summary>
    public IReadOnlyList<int>? Processors { get; init; }

    /// <summary>
    /// The scheduling priority of the workers. Above <see cref="ProcessPriorityClass.Normal"/> the system may refuse it, and then no worker
    /// starts. Default: <see cref="ProcessPriorityClass.Normal"/>, which leaves them with this process's own.
    /// </summary>
    public ProcessPriorityClass Priority { get; init; } = ProcessPriorityClass.Normal;

    /// <summary>The folder that workers start in; it must exist. Default null: this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    private void ValidateLife()
    {
        if (IdleTimeout != System.Threading.Timeout.InfiniteTimeSpan && OptionErrors.IsImpossible(IdleTimeout))
            throw OptionErrors.OutOfRange(
                nameof(IdleTimeout), IdleTimeout, "more than zero and at most 49 days, or Timeout.InfiniteTimeSpan", "TRM0161");
        if (Spares < 0)
            throw OptionErrors.OutOfRange(nameof(Spares), Spares, "at least 0", "TRM0162");
        if (HeartbeatTimeout != System.Threading.Timeout.InfiniteTimeSpan
            && (HeartbeatTimeout < TimeSpan.FromSeconds(1) || HeartbeatTimeout > OptionErrors.LongestTime))
            throw OptionErrors.OutOfRange(
                nameof(HeartbeatTimeout), HeartbeatTimeout, "from 1 second to 49 days, or Timeout.InfiniteTimeSpan", "TRM0163");
        if (MaxRestarts < 0)
            throw OptionErrors.OutOfRange(nameof(MaxRestarts), MaxRestarts, "at least 0", "TRM0164");
        if (OptionErrors.IsImpossible(RestartPeriod))
            throw OptionErrors.OutOfRange(nameof(RestartPeriod), RestartPeriod, "more than zero and at most 49 days", "TRM0165");
        ValidateMemory();
        ValidatePlace();
    }

    private void ValidateMemory()
    {
        if (SoftMemoryLimit is < 1)
            throw OptionErrors.OutOfRange(nameof(SoftMemoryLimit), SoftMemoryLimit, "at least 1 byte, or null for no limit", "TRM0166");
        if (HardMemoryLimit is < 1 || HardMemoryLimit < SoftMemoryLimit)
            throw OptionErrors.OutOfRange(
                nameof(HardMemoryLimit), HardMemoryLimit, "at least 1 byte and not below SoftMemoryLimit, or null for no limit", "TRM0167");
        ArgumentNullException.ThrowIfNull(GarbageCollector);
        if (GarbageCollector.ConserveMemory is < 0 or > 9)
            throw OptionErrors.OutOfRange(
                nameof(GarbageCollector.ConserveMemory), GarbageCollector.ConserveMemory, "from 0 to 9", "TRM0168");
        if (GarbageCollector.HeapLimit < LeastHeap)
            throw OptionErrors.OutOfRange(
                nameof(GarbageCollector.HeapLimit), GarbageCollector.HeapLimit, "at least 16 MiB, or null for no limit", "TRM0169");
    }

    private void ValidatePlace()
    {
        if (Processors is not null)
        {
            if (Placement.MostProcessors == 0)
                throw new PlatformNotSupportedException(
                    $"{nameof(Processors)} can't be set on this system: it offers no way to bind a process. Leave it null. (TRM0170)");
            if (Processors.Count == 0 || Processors.Any(static number => number < 0 || number >= Placement.MostProcessors))
                throw OptionErrors.OutOfRange(
                    nameof(Processors),
                    string.Join(",", Processors),
                    $"one number or more, from 0 to {Placement.MostProcessors - 1}",
                    "TRM0171");
        }

        if (!Enum.IsDefined(Priority))
            throw OptionErrors.OutOfRange(nameof(Priority), Priority, "a ProcessPriorityClass", "TRM0172");
        if (WorkingDirectory is not null && !Directory.Exists(WorkingDirectory))
            throw new ArgumentException(
                $"{nameof(WorkingDirectory)} is '{WorkingDirectory}', where there is no folder; no worker could start there. "
                + "Make it first. (TRM0173)",
                nameof(WorkingDirectory));
    }
}
