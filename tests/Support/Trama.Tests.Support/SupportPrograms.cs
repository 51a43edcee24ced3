using System.Reflection;

namespace Trama.Tests.Support;

/// <summary>Where the build put the programs that tests start.</summary>
public static class SupportPrograms
{
    /// <summary>Dumps the managed stacks of the processes whose ids it is given.</summary>
    public static string Watchdog => PathOf("Trama.Watchdog");

    /// <summary>Ends in the ways that user programs end; see <c>tests/Support/Trama.Probe</c>. Built with Trama.Tests.</summary>
    public static string Probe => PathOf("Trama.Probe");

    /// <summary>A user's program with worker processes, started and ended in many ways: <c>tests/Support/Trama.Probe.Workers</c>.</summary>
    public static string WorkersProbe => PathOf("Trama.Probe.Workers");

    /// <summary>The program behind <c>bench/run soak</c>. Built with Trama.Integration.Tests.</summary>
    public static string Soak => Repository.PathTo("bench", "Trama.Soak", Metadata("OutputFolder"), "Trama.Soak");

    private static string PathOf(string name) => Path.Combine(Metadata("SupportFolder"), name, Metadata("OutputFolder"), name);

    internal static string Metadata(string key) =>
        typeof(SupportPrograms).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
