namespace Trama.Tests.Conformance;

/// <summary>The portable channel keeps the same contract.</summary>
public sealed class SocketProcessConformanceTests : ProcessConformanceTests
{
    protected override ProcessExecutorOptions Options(int workers) => new() { Workers = workers, UseSocket = true };
}
