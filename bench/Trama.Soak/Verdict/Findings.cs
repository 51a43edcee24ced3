namespace Trama.Soak.Verdict;

/// <summary>The faults that were seen. Safe from any thread.</summary>
internal sealed class Findings
{
    // Enough to see a pattern; a broken library would fill the screen.
    private const int MostDetails = 40;

    private readonly Lock _gate = new();
    private readonly Dictionary<Fault, int> _counts = [];
    private readonly List<string> _details = [];

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _counts.Count == 0;
        }
    }

    public IReadOnlyDictionary<Fault, int> Counts
    {
        get
        {
            lock (_gate)
                return Enum.GetValues<Fault>().ToDictionary(fault => fault, fault => _counts.GetValueOrDefault(fault));
        }
    }

    public IReadOnlyList<string> Details
    {
        get
        {
            lock (_gate)
                return [.. _details];
        }
    }

    public void Add(Fault fault, string detail)
    {
        lock (_gate)
        {
            _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
            if (_details.Count >= MostDetails)
                return;
            _details.Add($"{fault}: {detail}");
        }

        // At once: a soak that is stopped from outside has said what it saw.
        Console.Error.WriteLine($"FAULT {fault}: {detail}");
    }
}
