namespace Trama.Tests.Support.Tests;

/// <summary>Leak counting, seen from outside: each test starts this program again for one probe.</summary>
public sealed class LeakCheckTests
{
    [Fact]
    public async Task Test_that_leaves_nothing_passes()
    {
        ProgramRun run = await ProbeRun.Of(nameof(Probes), nameof(Probes.Passes_and_leaves_nothing));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Probes.Leaves_a_process), "(sleep)")]
    [InlineData(nameof(Probes.Leaves_an_orphan), "(sleep)")]
    [InlineData(nameof(Probes.Leaves_a_socket), "descriptor socket: ")]
    [InlineData(nameof(Probes.Leaves_shared_memory), "shared memory /memfd:trama-left-behind")]
    [InlineData(nameof(Probes.Leaves_a_temporary_file), "temporary file trama-left-behind")]
    public async Task Leak_fails_the_run_and_is_named(string probe, string leak)
    {
        ProgramRun run = await ProbeRun.Of(nameof(Probes), probe);

        Assert.True(run.ExitCode != 0, run.Output + run.Error);
        Assert.Contains("Total: 1, Errors: 1, Failed: 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("thing(s) behind:", run.Output, StringComparison.Ordinal);
        Assert.Contains(leak, run.Output, StringComparison.Ordinal);
    }
}
