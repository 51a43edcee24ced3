namespace Trama.Soak.Kills;

/// <summary>What the next kill is. Fifty in a row have something of everything, also across pools. Not for two threads at once.</summary>
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

    private int _drawn;

    public Blow Draw()
    {
        if (_drawn % _blows.Length == 0)
            random.Shuffle(_blows);
        return _blows[_drawn++ % _blows.Length];
    }
}
