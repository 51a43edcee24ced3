namespace Trama.Jobs.Compare.Rounds;

/// <summary>Keeps the last lines of a child's stderr: enough to explain its death, however much it wrote.</summary>
internal sealed class StderrTail
{
    private const int MaxLines = 8;
    private const int MaxLineLength = 300;

    private readonly Queue<string> _lines = new();

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_lines)
        {
            _lines.Enqueue(line.Length > MaxLineLength ? line[..MaxLineLength] : line);
            if (_lines.Count > MaxLines) _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_lines) return string.Join(" | ", _lines.Select(line => line.Trim()));
    }
}
