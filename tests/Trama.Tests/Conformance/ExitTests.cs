namespace Trama.Tests.Conformance;

/// <summary>How a user's program ends when its executor was not shut down, seen from outside.</summary>
public sealed class ExitTests
{
    public static TheoryData<string> Models => ["inline", "threads", "processes"];

    // 16
    [Theory, MemberData(nameof(Models))]
    public async Task Program_that_ends_with_calls_pending_ends_at_once_and_quietly(string model)
    {
        string mark = $"TRAMA_PROBE={Guid.NewGuid():N}";   // inherited by workers, also by those whose parent is gone
        var environment = new Dictionary<string, string?> { ["TRAMA_PROBE"] = mark.Split('=')[1] };

        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.Probe, ["pending-at-exit", model], environment);

        Assert.Equal((0, "42\n", ""), (run.ExitCode, run.Output, run.Error));
        await Until.TrueAsync(() => !ProcessTree.WithEnvironment(mark).Any(), () => "a worker outlived its program");
    }

    // 18
    [Theory, MemberData(nameof(Models))]
    public async Task Executor_that_was_dropped_finishes_its_calls_and_goes(string model)
    {
        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.Probe, ["dropped", model]);

        Assert.Equal((0, "30\ngone\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    // 12
    [Theory, MemberData(nameof(Models))]
    public async Task Call_made_while_the_program_exits_neither_hangs_nor_crashes_it(string model)
    {
        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.Probe, ["call-while-exiting", model]);

        Assert.Equal((0, "42\n", ""), (run.ExitCode, run.Output, run.Error));
    }
}
