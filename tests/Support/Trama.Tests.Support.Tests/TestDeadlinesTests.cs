using System.Globalization;

namespace Trama.Tests.Support.Tests;

/// <summary>Deadlines, seen from outside: each test starts this program again for one probe.</summary>
public sealed class TestDeadlinesTests
{
    private const int DeadlinePassed = 99;

    [Fact]
    public async Task Hung_test_ends_the_run_with_its_name_its_stack_and_its_children_killed()
    {
        ProgramRun run = await ProbeRun.Of(nameof(Probes), nameof(Probes.Hangs));

        Assert.True(run.ExitCode == DeadlinePassed, run.Output + run.Error);
        string name = $"{typeof(Probes).FullName}.{nameof(Probes.Hangs)}";
        Assert.Contains($"DEADLINE: {name} did not end within 1 s", run.Error, StringComparison.Ordinal);
        Assert.Contains("Probes.WaitForever()", run.Error, StringComparison.Ordinal);
        Assert.Contains("Child processes killed: 1", run.Error, StringComparison.Ordinal);
        Assert.False(ProcessTree.IsAlive(SleeperOf(run)));
    }

    [Fact]
    public async Task Test_whose_task_never_completes_ends_the_run_too()
    {
        ProgramRun run = await ProbeRun.Of(nameof(Probes), nameof(Probes.Never_completes));

        Assert.True(run.ExitCode == DeadlinePassed, run.Output + run.Error);
        Assert.Contains($"{nameof(Probes.Never_completes)} did not end within 1 s", run.Error, StringComparison.Ordinal);
        Assert.Contains($"awaiting: {typeof(Probes).FullName}+<{nameof(Probes.Never_completes)}>", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposal_that_hangs_counts_as_its_test()
    {
        ProgramRun run = await ProbeRun.Of(nameof(HangingDisposalProbe), nameof(HangingDisposalProbe.Ends_but_is_never_disposed));

        Assert.True(run.ExitCode == DeadlinePassed, run.Output + run.Error);
        Assert.Contains(nameof(HangingDisposalProbe.Ends_but_is_never_disposed), run.Error, StringComparison.Ordinal);
    }

    private static int SleeperOf(ProgramRun run)
    {
        string line = run.Error.Split('\n').First(l => l.StartsWith("sleeper=", StringComparison.Ordinal));
        return int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture);
    }
}
