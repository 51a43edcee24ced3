using System.Diagnostics.CodeAnalysis;

namespace Trama.Soak.Kills;

/// <summary>
/// What the next kill is. Fifty-two that came to something have something of everything, also across pools: whoever draws a card that comes
/// to nothing puts it back. Not for two threads at once.
/// </summary>
internal sealed class BlowDeck(Random random)
{
    // A machine on which that many tries come to nothing, each with more time than the one before, is left with the rest.
    private const int MostTries = 10;

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

    private readonly Queue<Card> _owed = new();
    private int _drawn;

    /// <summary>Whether there is a card that was put back.</summary>
    public bool IsOwed => _owed.Count > 0;

    public Card Draw()
    {
        if (_drawn == _blows.Length)
            _drawn = 0;
        if (_drawn == 0)
            random.Shuffle(_blows);
        return new Card(_blows[_drawn++]);
    }

    /// <summary>The next one that needs no call; a SIGKILL on top of all others when the deck has no such card before it is shuffled again.</summary>
    public Card DrawFromOutside()
    {
        int place = Array.FindIndex(_blows, _drawn, static blow => new Card(blow).IsFromOutside);
        if (place < 0)
            return new Card(Blow.Kill);
        (_blows[_drawn], _blows[place]) = (_blows[place], _blows[_drawn]);
        return new Card(_blows[_drawn++]);
    }

    /// <summary>Takes a card that was put back.</summary>
    public bool TryDrawAgain([NotNullWhen(true)] out Card? card) => _owed.TryDequeue(out card);

    public void PutBack(Card card)
    {
        if (card.Tries < MostTries)
            _owed.Enqueue(card);
    }

    /// <param name="Blow">How a worker is to be killed.</param>
    /// <param name="Tries">How often that came to nothing.</param>
    internal sealed record Card(Blow Blow, int Tries = 0)
    {
        /// <summary>Whether it is a signal; otherwise it is a call that does it.</summary>
        public bool IsFromOutside => Blow is Blow.Kill or Blow.Terminate or Blow.Stop;
    }
}
