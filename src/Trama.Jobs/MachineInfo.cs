using System.Reflection;
using System.Runtime.InteropServices;

namespace Trama.Jobs;

/// <summary>The machine that the figures belong to.</summary>
/// <param name="Os">The system's own name and version.</param>
/// <param name="Architecture">x64, arm64, …</param>
/// <param name="Cpu">The processor's name, or null where the system does not tell.</param>
/// <param name="Cores">Processors that this program may use.</param>
/// <param name="MemoryBytes">Memory that this program may use.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Version">Trama's version.</param>
internal sealed record MachineInfo(
    string Os, string Architecture, string? Cpu, int Cores, long MemoryBytes, string Runtime, string Version)
{
    public static MachineInfo Read() => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        ReadCpu(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription,
        typeof(MachineInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "");

    // "model name	: AMD EPYC 7B13"; arm64 kernels have no such line.
    private static string? ReadCpu()
    {
        try
        {
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
                : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
