using System.Globalization;
using Trama.Jobs.Doctor.Limits;

namespace Trama.Jobs.Connections;

/// <summary>How many connections this machine can hold between two of its processes.</summary>
internal static class ConnectionLimits
{
    /// <summary>What a person asks for who says nothing.</summary>
    public const int Usual = 10_000;

    // What a process holds besides: its runtime's files, a listener, the control connection.
    private const long Reserve = 200;

    // Where the system does not tell: the least that is in use anywhere.
    private const long UnknownDescriptors = 1024;
    private const long UnknownPorts = 16_000;

    /// <summary>
    /// Each end is a process of its own with as many descriptors, and the client's end of each connection takes a port. Half the ports are
    /// left: those of the last round rest for a minute before they are free again, and listeners need some.
    /// </summary>
    public static int Most(SystemFiles files) => (int)Math.Clamp(Math.Min(Descriptors(files) - Reserve, Ports(files) / 2), 1, int.MaxValue);

    // .NET raises its soft limit to the hard one when it starts.
    private static long Descriptors(SystemFiles files)
    {
        var line = files.Lines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var hard, ..]
            ? long.TryParse(hard, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue
            : UnknownDescriptors;
    }

    private static long Ports(SystemFiles files)
        => files.Text("/proc/sys/net/ipv4/ip_local_port_range")?.Split('\t', ' ') is [var low, .., var high]
            && int.TryParse(low, CultureInfo.InvariantCulture, out var first) && int.TryParse(high, CultureInfo.InvariantCulture, out var last)
                ? last - first + 1
                : UnknownPorts;
}
