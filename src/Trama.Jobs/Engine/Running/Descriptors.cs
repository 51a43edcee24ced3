using System.Globalization;
using Trama.Jobs.Compare;
using Trama.Jobs.Doctor.Limits;

namespace Trama.Jobs.Engine.Running;

/// <summary>How many workers the limit of open files has room for. Where the system does not tell, any number.</summary>
internal static class Descriptors
{
    // Pipes for the three standard streams, the shared memory and its wake-ups, the process itself; and while one is started, its far ends.
    private const int OfAProcess = 12;

    // The file that a thread reads, and the one that it writes.
    private const int OfAThread = 2;

    // The journal's files, assemblies that are still to be loaded, whatever the runtime opens for a moment.
    private const int Reserve = 24;

    /// <summary>As many of <paramref name="workers"/> as fit, at least one.</summary>
    public static int Fitting(string model, int workers, SystemFiles? files = null)
    {
        if (model == ModelNames.Inline || Limit(files ?? new()) is not { } limit) return workers;
        var room = limit - Open() - Reserve;
        return Math.Clamp((int)Math.Min(int.MaxValue, room / (model == ModelNames.Processes ? OfAProcess : OfAThread)), 1, workers);
    }

    // "Max open files            1024                 524288               files"
    private static long? Limit(SystemFiles files)
        => files.Lines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
            && long.TryParse(line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture, out var soft)
                ? soft
                : null;

    private static int Open() => Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : 0;
}
