namespace Trama.Jobs.Compare;

/// <summary>The machine that the figures belong to.</summary>
/// <param name="Os">The system's own name and version.</param>
/// <param name="Architecture">x64, arm64, …</param>
/// <param name="Cpu">The processor's name, or null where the system does not tell.</param>
/// <param name="Cores">Processors that this program may use.</param>
/// <param name="MemoryBytes">Memory that this program may use.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Version">Trama's version.</param>
internal sealed partial record MachineInfo(
    string Os, string Architecture, string? Cpu, int Cores, long MemoryBytes, string Runtime, string Version);
