namespace Trama.Jobs.Workloads;

/// <summary>Reads a file of inputs: one a line, trimmed, empty lines passed over, each with its 1-based number.</summary>
internal static class TextLines
{
    /// <exception cref="JobException">TRM0722: the file can't be read.</exception>
    public static IReadOnlyList<(string Text, int Line)> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select((text, index) => (text.Trim(), index + 1)).Where(line => line.Item1.Length > 0)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
    }
}
