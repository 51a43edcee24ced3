namespace Trama.Processes;

/// <summary>A call that lies at a worker: the first one runs, those behind it wait there for their turn.</summary>
internal struct SentCall
{
    /// <summary>The call; null once it was taken back, when the worker will pass over its frame.</summary>
    public Call? Call;

    /// <summary>The number that its answer will carry.</summary>
    public long Number;

    /// <summary>Its frame in the channel; see <see cref="IChannel.TryTakeBack"/>.</summary>
    public long Mark;

    /// <summary>Whether it counts as running: all before it have been answered.</summary>
    public bool IsRunning;

    /// <summary>Whether the worker has said so itself that it began. Channels that know it anyway leave this alone.</summary>
    public bool SaidStarted;

    /// <summary>Whether a chunk was asked to end after the item that runs.</summary>
    public bool MayEndEarly;

    /// <summary>Why the executor itself is ending it.</summary>
    public CallEnding Ending;

    /// <summary>Kills the worker when the call has not ended within the grace.</summary>
    public ITimer? Grace;
}
