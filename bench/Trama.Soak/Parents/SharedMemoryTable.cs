using System.Globalization;
using Trama.Soak.Leaks;

namespace Trama.Soak.Parents;

/// <summary>Which processes of this machine map which of the memory that the library makes. Each piece has a number of the kernel's.</summary>
internal static class SharedMemoryTable
{
    public static HashSet<long> Of(IEnumerable<int> processes) => [.. processes.SelectMany(PiecesOf)];

    public static HashSet<long> Everywhere() => Of(ProcessTable.All());

    // "7f00-7f01 rw-s 00000000 00:01 4711   /memfd:trama (deleted)"
    private static IEnumerable<long> PiecesOf(int process)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines($"/proc/{process}/maps");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended, or is somebody else's.
            return [];
        }

        return lines.Where(static line => line.Contains("/memfd:trama", StringComparison.Ordinal))
            .Select(static line => long.Parse(line.Split(' ', 6)[4], CultureInfo.InvariantCulture));
    }
}
