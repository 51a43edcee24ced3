using System.Text.Json;

namespace Trama.Integration.Tests.Soak;

/// <summary>The program behind <c>bench/run soak</c>, for seconds instead of minutes.</summary>
[Collection(nameof(Alone)), Deadline(150)]
public sealed class SoakTests
{
    private static readonly string[] EveryWay =
        ["kill", "terminate", "stop", "exit", "fail_fast", "segfault", "hog", "parting", "timeout", "cancel"];

    [Fact]
    public async Task Everything_holds_while_workers_and_parents_are_killed()
    {
        (ProgramRun run, JsonElement result) = await SoakAsync(
            "--kills", "60", "--minutes", "0.15", "--rounds", "4", "--parents", "6", "--patience", "30");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(result.GetProperty("held").GetBoolean());
        Assert.All(result.GetProperty("faults").EnumerateObject(), fault => Assert.Equal(0, fault.Value.GetInt32()));
        Assert.All(EveryWay, way => Assert.True(result.GetProperty("kills_by").GetProperty(way).GetInt32() > 0, way));
        Assert.True(result.GetProperty("calls").GetInt64() > 1000);
        Assert.Equal(6, result.GetProperty("parents").GetProperty("clean").GetInt32());
        Assert.Contains("6 of 6", run.Error, StringComparison.Ordinal);
    }

    // A check that can't fail says nothing: the soak itself does what the library must not do.
    [Fact]
    public async Task What_does_not_hold_is_seen_and_told_with_the_seed()
    {
        (ProgramRun run, JsonElement result) = await SoakAsync(
            "--kills", "4", "--minutes", "0.01", "--rounds", "1", "--parents", "0", "--patience", "3", "--seed", "7", "--sabotage", "all");

        Assert.Equal(1, run.ExitCode);
        Assert.False(result.GetProperty("held").GetBoolean());
        Assert.All(
            ["lost", "duplicate", "late", "wrong_result", "wrong_blame", "wrong_reason", "unexplained", "unexpected"],
            fault => Assert.Equal(1, Math.Min(1, result.GetProperty("faults").GetProperty(fault).GetInt32())));
        string left = string.Join('\n', result.GetProperty("details").EnumerateArray().Select(static detail => detail.GetString()));
        Assert.All(["LeftBehind: process", "LeftBehind: mapping", "LeftBehind: descriptor", "LeftBehind: file"],
            thing => Assert.Contains(thing, left, StringComparison.Ordinal));
        Assert.Contains("Once more: bench/run soak --seed 7 ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<(ProgramRun Run, JsonElement Result)> SoakAsync(params string[] options)
    {
        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.Soak, [.. options, "--json", "-"], limit: TimeSpan.FromSeconds(120));
        Assert.True(run.ExitCode is 0 or 1 && run.Output.Length > 0, run.Error);
        return (run, JsonDocument.Parse(run.Output).RootElement);
    }
}
