using System.Globalization;
using System.Text.RegularExpressions;

namespace Trama.Integration.Tests.Models;

/// <summary>
/// The ring's protocol, searched through whole: tests/models/ring.pml. And searched again with one part taken away at a time, because a
/// model that can't fail says nothing.
/// </summary>
[Deadline(120)]
public sealed partial class RingModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trama-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("-DFRAMES=3 -DTAKERS=1 -DHANDOVER")]
    [InlineData("-DFRAMES=1 -DTAKERS=1 -DHANDOVER -DEND")]
    [InlineData("-DFRAMES=3 -DTAKERS=0 -DREVOKE -DASK")]
    public async Task Nobody_oversleeps_reads_twice_or_touches_memory_that_is_gone(string switches) =>
        Assert.Equal(0, await ErrorsAsync(switches));

    [Theory]
    [InlineData("-DNO_WRITER_FENCE")]
    [InlineData("-DNO_READER_FENCE")]
    [InlineData("-DNO_SPACE_FENCE -DFRAMES=3 -DTAKERS=0")]
    [InlineData("-DNO_RECHECK")]
    [InlineData("-DRECHECK_EARLY")]
    [InlineData("-DNO_WORD_RECHECK")]
    [InlineData("-DNO_REPARK")]
    [InlineData("-DTWO_VALUES")]
    [InlineData("-DNO_VISITORS -DFRAMES=1 -DEND")]
    [InlineData("-DBLIND_REVOKE -DTAKERS=0 -DREVOKE")]
    [InlineData("-DNO_TELL -DFRAMES=3 -DTAKERS=0")]
    [InlineData("-DNO_HANDOVER_WAKE -DHANDOVER")]
    [InlineData("-DNO_HANDOVER_REPARK -DHANDOVER")]
    [InlineData("-DTAIL_FIRST -DFRAMES=3 -DTAKERS=0 -DASK")]
    public async Task Without_a_part_of_the_protocol_the_search_finds_a_mistake(string switches) =>
        Assert.NotEqual(0, await ErrorsAsync(switches));

    private async Task<int> ErrorsAsync(string switches)
    {
        // spin writes its program to where it stands.
        string model = Repository.PathTo("tests", "models", "ring.pml");
        ProgramRun run = await ProgramRun.RunAsync(
            "sh",
            ["-c", $"cd '{_folder}' && spin -a {switches} '{model}' && gcc -O2 -DSAFETY -DMEMLIM=1024 -o pan pan.c && ./pan -m1000000"],
            limit: TimeSpan.FromSeconds(90));
        Match found = ErrorCount().Match(run.Output);
        Assert.True(found.Success, run.Output + run.Error);
        int errors = int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

        // A search that was cut short (no memory, too deep) has shown that there is an error, or nothing.
        Assert.True(errors > 0 || !CutShort().IsMatch(run.Output), run.Output + run.Error);
        return errors;
    }

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex ErrorCount();

    [GeneratedRegex("Search not completed|max search depth too small")]
    private static partial Regex CutShort();
}
