namespace Trama.Async;

/// <summary>Work started through a loop's own API: known to the loop until it ends.</summary>
internal abstract class LoopWork : INamedWork
{
    internal static readonly SendOrPostCallback Start = static work => ((LoopWork)work!).Begin();

    public abstract string Name { get; }

    /// <summary>Links of the <see cref="LoopWorkSet"/>, under its lock.</summary>
    internal LoopWork? Next { get; set; }

    internal LoopWork? Previous { get; set; }

    internal bool IsTracked { get; set; }

    /// <summary>Runs the function up to its first await. On the loop's thread.</summary>
    internal abstract void Begin();

    /// <summary>The loop goes without waiting any longer: whoever awaits the result must not wait for ever.</summary>
    internal abstract void Abandon();
}
