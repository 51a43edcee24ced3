using Trama.Soak.Kills;

namespace Trama.Soak.Verdict;

/// <summary>What is counted beside the faults. Safe from any thread.</summary>
internal sealed class Tally
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Blow, int> _blows = [];
    private readonly Dictionary<string, long> _ends = [];
    private readonly List<double> _replacements = [];

    public int Kills
    {
        get
        {
            lock (_gate)
                return _blows.Values.Sum();
        }
    }

    public long Calls
    {
        get
        {
            lock (_gate)
                return _ends.Values.Sum();
        }
    }

    /// <summary>Every way of killing, also the ones by which nobody died.</summary>
    public IReadOnlyDictionary<Blow, int> Blows
    {
        get
        {
            lock (_gate)
                return new SortedDictionary<Blow, int>(Enum.GetValues<Blow>().ToDictionary(blow => blow, blow => _blows.GetValueOrDefault(blow)));
        }
    }

    public IReadOnlyDictionary<string, long> Ends
    {
        get
        {
            lock (_gate)
                return new SortedDictionary<string, long>(_ends, StringComparer.Ordinal);
        }
    }

    public double[] Replacements
    {
        get
        {
            lock (_gate)
                return [.. _replacements.Order()];
        }
    }

    /// <summary>A call ended so.</summary>
    public void End(string how)
    {
        lock (_gate)
            _ends[how] = _ends.GetValueOrDefault(how) + 1;
    }

    /// <summary>A worker was killed so.</summary>
    public void Kill(Blow blow)
    {
        lock (_gate)
            _blows[blow] = _blows.GetValueOrDefault(blow) + 1;
    }

    /// <summary>So many milliseconds after a kill a fresh worker had answered.</summary>
    public void Replace(double milliseconds)
    {
        lock (_gate)
            _replacements.Add(milliseconds);
    }
}
