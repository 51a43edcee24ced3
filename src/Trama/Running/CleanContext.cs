namespace Trama.Running;

/// <summary>
/// The execution context of a thread that was started without one: no async locals, no activity, the culture of the process. Most calls are
/// made under it, and need neither carry it nor drop it. It is learned from the first worker thread; until then no context counts as clean.
/// </summary>
internal static class CleanContext
{
    private static ExecutionContext? _known;

    public static ExecutionContext? Known => Volatile.Read(ref _known);

    /// <summary>Only on a thread that was started with <see cref="Thread.UnsafeStart()"/> and has run nothing yet.</summary>
    public static ExecutionContext? Learn()
    {
        ExecutionContext? clean = ExecutionContext.Capture();
        Volatile.Write(ref _known, clean);
        return clean;
    }

    /// <summary>The current context; null when it is the clean one, or its flow is suppressed.</summary>
    public static ExecutionContext? CaptureUnlessClean()
    {
        ExecutionContext? context = ExecutionContext.Capture();
        return ReferenceEquals(context, Known) ? null : context;
    }
}
