namespace Trama.Soak.Parents;

/// <summary>What came of killing programs with their pools.</summary>
/// <param name="Killed">How many were killed.</param>
/// <param name="Clean">How many of them left nothing after two seconds: no worker, no memory, no file.</param>
/// <param name="Workers">How many workers they had at that moment.</param>
/// <param name="Memory">How many pieces of shared memory they held then.</param>
/// <param name="MemoryLeft">How many of these some process still had afterwards.</param>
/// <param name="Milliseconds">How long until the last worker was gone, each time, the shortest first.</param>
internal sealed record ParentFigures(int Killed, int Clean, int Workers, int Memory, int MemoryLeft, IReadOnlyList<double> Milliseconds);
