namespace Trama.Jobs.Engine.Running;

/// <summary>How fast weight is being done of late: over the last ten seconds, or since the start. Not safe from several threads.</summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly Queue<(long At, long Weight)> _samples = new();
    private long _newest;
    private long _total;

    /// <summary>Begins; what is done before does not count.</summary>
    public void Start()
    {
        _newest = time.GetTimestamp();
        _samples.Enqueue((_newest, 0));
    }

    /// <summary>So much more is done.</summary>
    public void Add(long weight)
    {
        _total += weight;
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_newest, now) < Step) return;
        _newest = now;
        _samples.Enqueue((now, _total));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window) _samples.Dequeue();
    }

    /// <summary>Weight per second; 0 while there is nothing to judge by.</summary>
    public double PerSecond()
    {
        if (!_samples.TryPeek(out var oldest)) return 0;
        var seconds = time.GetElapsedTime(oldest.At).TotalSeconds;
        return seconds > 0 ? (_total - oldest.Weight) / seconds : 0;
    }
}
