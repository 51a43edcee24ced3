using Trama.Probe.Workers;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Conformance 23: every way to fail × every place of a call's way. The right end for each, and never a hang.</summary>
public sealed class CrashMatrixTests(SharedPool pool) : IClassFixture<SharedPool>
{
    public static TheoryData<Place, Blow> Cells =>
        [.. from place in Enum.GetValues<Place>() from blow in Enum.GetValues<Blow>() select (place, blow)];

    [Theory, MemberData(nameof(Cells))]
    public async Task Every_cell_ends_as_it_should(Place place, Blow blow)
    {
        if (blow == Blow.Throw)
            await ErrorComesToTheCaller(place);
        else if (place is Place.SerialisingArgument or Place.DeserialisingResult)
            await ParentDiesAndItsWorkersWithIt(place, blow);
        else
            await WorkerDiesAndThePoolLives(place, blow);
    }

    private async Task ErrorComesToTheCaller(Place place)
    {
        int worker = await pool.Executor.RunAsync(WorkerFunctions.ProcessId);
        var bomb = new Bomb { Place = place, Blow = Blow.Throw };

        // What is wrong with an argument is misuse, and thrown by the call itself.
        Exception error = place == Place.SerialisingArgument
            ? Assert.Throws<ArgumentException>(() => { _ = pool.Executor.RunAsync(Bomb.Carry, bomb); })
            : await Assert.ThrowsAnyAsync<Exception>(() => pool.Executor.RunAsync(Bomb.Carry, bomb));

        Assert.Contains($"thrown while {place}", error.ToString(), StringComparison.Ordinal);
        Assert.True(
            place == Place.InFunction ? error is InvalidOperationException : error is ArgumentException or PayloadException, $"{error}");
        Assert.Equal(worker, await pool.Executor.RunAsync(WorkerFunctions.ProcessId));
    }

    private async Task WorkerDiesAndThePoolLives(Place place, Blow blow)
    {
        int worker = await pool.Executor.RunAsync(WorkerFunctions.ProcessId);

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(
            () => pool.Executor.RunAsync(Bomb.Carry, new Bomb { Place = place, Blow = blow }));

        Assert.Equal((worker, ExitCodeOf(blow), SignalOf(blow)), (error.ProcessId, error.ExitCode, error.Signal));
        Assert.Equal(blow == Blow.StackOverflow, error.Message.Contains("by a stack overflow", StringComparison.Ordinal));
        Assert.NotEqual(worker, await pool.Executor.RunAsync(WorkerFunctions.ProcessId));
        Assert.False(ProcessTree.IsAlive(worker));
    }

    private static async Task ParentDiesAndItsWorkersWithIt(Place place, Blow blow)
    {
        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.WorkersProbe, ["bomb", $"{place}", $"{blow}"]);

        Assert.Equal(ExitCodeOf(blow), run.ExitCode);
        int worker = int.Parse(run.Output);
        await Until.TrueAsync(() => !ProcessTree.IsAlive(worker), () => "the worker outlived its parent");
    }

    private static int ExitCodeOf(Blow blow) => blow switch
    {
        Blow.Exit => 0,
        Blow.HardExit => 3,
        Blow.FailFast or Blow.StackOverflow => 134,
        Blow.Segfault => 139,
        _ => 137,
    };

    private static string? SignalOf(Blow blow) => blow switch
    {
        Blow.FailFast or Blow.StackOverflow => "SIGABRT",
        Blow.Segfault => "SIGSEGV",
        Blow.Kill => "SIGKILL",
        _ => null,
    };
}
