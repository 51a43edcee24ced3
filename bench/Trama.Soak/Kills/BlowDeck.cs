namespace Trama.Soak.Kills;

/// <summary>
/// What the next kill is. Of those that came to be, as many in a row as there are cards have something of everything, also across pools: one
/// that was drawn and killed nobody (its pool was shut down, its call ended before it began) is put back on top. Safe from any thread.
/// </summary>
internal sealed class BlowDeck(Random random)
{
    private readonly Blow[] _blows =
    [
        .. Enumerable.Repeat(Blow.Kill, 30),
        .. Enumerable.Repeat(Blow.Terminate, 3),
        Blow.Stop,
        .. Enumerable.Repeat(Blow.Exit, 3),
        .. Enumerable.Repeat(Blow.FailFast, 2),
        .. Enumerable.Repeat(Blow.Segfault, 2),
        Blow.Hog,
        .. Enumerable.Repeat(Blow.Parting, 4),
        .. Enumerable.Repeat(Blow.Timeout, 3),
        .. Enumerable.Repeat(Blow.Cancel, 3),
    ];

    private readonly Lock _gate = new();
    private readonly Stack<Blow> _top = new();
    private int _drawn;

    public Blow Draw()
    {
        lock (_gate)
        {
            if (_top.TryPop(out Blow blow))
                return blow;
            if (_drawn % _blows.Length == 0)
                random.Shuffle(_blows);
            return _blows[_drawn++ % _blows.Length];
        }
    }

    /// <summary>What was drawn, and killed nobody, comes next.</summary>
    public void PutBack(Blow blow)
    {
        lock (_gate)
            _top.Push(blow);
    }
}
