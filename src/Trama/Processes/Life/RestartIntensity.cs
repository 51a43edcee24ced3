namespace Trama.Processes.Life;

/// <summary>
/// How often workers have died of late with nobody to blame. As in Erlang's supervisors: more than so many within a period, and starting
/// yet another will not help. Under the pool's lock.
/// </summary>
internal sealed class RestartIntensity(TimeProvider time, int limit, TimeSpan period)
{
    private readonly Queue<long> _deaths = new();

    /// <summary>Counts a death. True: one too many.</summary>
    public bool IsExceededByAnother()
    {
        _deaths.Enqueue(time.GetTimestamp());
        while (time.GetElapsedTime(_deaths.Peek()) > period)
            _deaths.Dequeue();
        return _deaths.Count > limit;
    }
}
