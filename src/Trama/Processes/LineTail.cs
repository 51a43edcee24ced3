namespace Trama.Processes;

/// <summary>The last lines of a worker's standard error. Safe to use from any thread.</summary>
internal sealed class LineTail
{
    private const int MaxLines = 60;
    private const int MaxLineLength = 500;
    private const int SummaryLines = 3;

    // What the runtime writes first when it gives up; a long stack follows.
    private static readonly string[] Beginnings =
        ["Process terminated.", "Unhandled exception.", "Fatal error", "Stack overflow.", "Out of memory.", "Trama worker:"];

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == MaxLines)
                _lines.Dequeue();
            _lines.Enqueue(line.Length > MaxLineLength ? line[..MaxLineLength] + "…" : line);
        }
    }

    /// <summary>The few lines of a tail that say what happened: where the runtime began its last words, else the end.</summary>
    public static string Summary(string tail)
    {
        string[] lines = tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int from = Array.FindLastIndex(lines, static line => Beginnings.Any(line.StartsWith));
        if (from < 0)
            from = Math.Max(0, lines.Length - SummaryLines);
        return string.Join(" / ", lines.Skip(from).Take(SummaryLines));
    }

    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _lines);
    }
}
