using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Tests;

internal static class Requests
{
    /// <summary>This test program, which understands the hidden commands.</summary>
    public static RoundProgram Program { get; } = new(
        Path.Combine(AppContext.BaseDirectory, "Trama.Jobs.Tests" + (OperatingSystem.IsWindows() ? ".exe" : "")), []);

    public static WorkRequest For(params string[] inputs) => new() { Inputs = inputs, Program = Program };
}
