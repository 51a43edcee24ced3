using System.Text.Json;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands.Photos;

/// <summary>The real `trama photos` on photos that it made itself.</summary>
public sealed class PhotosTests : IDisposable
{
    private readonly Tree _tree = new();

    public static TheoryData<string> Models => ["inline", "async", "threads"];

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Tree_is_mirrored_and_originals_are_as_they_were()
    {
        await SamplesAsync(6, "in");
        await _tree.OutputAsync("mkdir -p in/2024/05 && mv in/sample-00003.jpg in/2024/05/ && mv in/sample-00004.jpg 'in/2024/with space.JPG' && echo x > in/notes.txt");
        var before = await _tree.SumsAsync("in");
        var run = await _tree.ShellAsync("\"$T\" photos in -o out --thumbnail 100");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("", run.Output);
        Assert.Contains("Filtered: 6, done before: 0, failed: 0;", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 files below the folders are not named like photos", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            "out/2024/05/sample-00003.jpg\nout/2024/with space.JPG\nout/sample-00001.jpg\nout/sample-00002.jpg\nout/sample-00005.jpg\nout/sample-00006.jpg\n",
            await FilesAsync("out"));
        Assert.Equal(before, await _tree.SumsAsync("in"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Every_model_makes_the_same_bytes(string model)
    {
        await SamplesAsync(4, "in");
        await _tree.OutputAsync($"\"$T\" photos in -o one --thumbnail 300 --blur 1 --watermark Ana -q");
        await _tree.OutputAsync($"\"$T\" photos in -o two --thumbnail 300 --blur 1 --watermark Ana -q --model {model} --workers 3");
        Assert.Equal(await SumsAsync("one"), await SumsAsync("two"));
    }

    [Fact]
    public async Task What_is_done_is_not_done_again_unless_something_changed()
    {
        await SamplesAsync(4, "in");
        await _tree.OutputAsync("touch -d '1 hour ago' in/*.jpg");
        const string Command = "\"$T\" photos in -o out --thumbnail 100";
        Assert.Contains("Filtered: 4, done before: 0", (await _tree.ShellAsync(Command)).Error, StringComparison.Ordinal);
        Assert.Contains("Filtered: 0, done before: 4", (await _tree.ShellAsync(Command)).Error, StringComparison.Ordinal);
        await _tree.OutputAsync("rm out/sample-00001.jpg && truncate -s 10 out/sample-00002.jpg && cp in/sample-00004.jpg in/sample-00003.jpg && touch -d '2 hours ago' in/sample-00003.jpg");
        Assert.Contains("Filtered: 3, done before: 1", (await _tree.ShellAsync(Command)).Error, StringComparison.Ordinal);
        Assert.Contains("Filtered: 4, done before: 0", (await _tree.ShellAsync(Command + " --gray")).Error, StringComparison.Ordinal);
        Assert.Contains("Filtered: 4, done before: 0", (await _tree.ShellAsync(Command + " --gray --fresh")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_count_in_the_order_in_which_they_are_given_and_a_chain_in_its_place()
    {
        await SamplesAsync(1, "in");
        await _tree.OutputAsync("""
            echo '{ "soft": ["blur 4", "contrast 3"] }' > photo-chains.json
            "$T" photos in -o a --resize 30% --blur 4 --contrast 3 --gray -q && "$T" photos in -o b --resize=30% --contrast 3 --blur 4 --gray -q
            "$T" photos in -o c --resize 30% --chain soft --gray -q && "$T" photos in -o d --gray --chain soft --resize 30% -q
            """);
        Assert.NotEqual(await SumsAsync("a"), await SumsAsync("b"));
        Assert.Equal(await SumsAsync("a"), await SumsAsync("c"));
        Assert.NotEqual(await SumsAsync("a"), await SumsAsync("d"));
    }

    [Fact]
    public async Task Format_names_and_content_go_together()
    {
        await SamplesAsync(1, "in");
        foreach (var (format, ending, magic) in ((string, string, string)[])[("png", "png", "89504e"), ("webp", "webp", "524946"), ("jpeg", "jpg", "ffd8ff")])
        {
            await _tree.OutputAsync($"\"$T\" photos in -o {format} --format {format} --thumbnail 50 -q");
            Assert.Equal($"{format}/sample-00001.{ending}\n", await FilesAsync(format));
            Assert.Equal(magic + "\n", await _tree.OutputAsync($"head -c 3 {format}/* | od -An -tx1 | tr -d ' '"));
        }
    }

    [Fact]
    public async Task Samples_are_always_the_same_and_some_lie_on_their_side()
    {
        await SamplesAsync(8, "one");
        await SamplesAsync(8, "two");
        Assert.Equal(await SumsAsync("one"), await SumsAsync("two"));
        await _tree.OutputAsync("\"$T\" photos one -o out --blur 0.5 --json lines -q");
        var made = await ItemsAsync("lines");
        var turned = made.Single(item => item.GetProperty("key").GetString() == "one/sample-00008.jpg").GetProperty("result");
        Assert.Equal((1200, 1600), (turned.GetProperty("width").GetInt32(), turned.GetProperty("height").GetInt32()));
    }

    [Fact]
    public async Task Json_lines_fit_their_schema()
    {
        await SamplesAsync(3, "in", "--json samples");
        await _tree.OutputAsync("head -c 5000 in/sample-00001.jpg > in/cut.jpg; echo hello > in/text.png");
        await _tree.ShellAsync("\"$T\" photos in -o out --gray --json run; \"$T\" photos in -o other --gray --dry-run --json - > dry");
        foreach (var file in (string[])["samples", "run", "dry"])
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(_tree.Root, file), TestContext.Current.CancellationToken);
            Assert.True(lines.Length > 3, file);
            Assert.All(lines, line => Assert.Empty(SchemaCheck.Findings(line, "photos.schema.json")));
        }
        Assert.Contains("dry\nin\nout\nrun\nsamples\n", await _tree.OutputAsync("ls"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos in -o out", "TRM0814", 2)]
    [InlineData("photos in --gray", "TRM0813", 2)]
    [InlineData("photos --gray -o out", "TRM0811", 2)]
    [InlineData("photos in -o out --blur", "TRM0803", 2)]
    [InlineData("photos in -o out --blur --gray", "TRM0803", 2)]
    [InlineData("photos in -o out --blur much", "TRM0796", 2)]
    [InlineData("photos in -o out --resize 10x10x10", "TRM0796", 2)]
    [InlineData("photos in -o out --chain soft", "TRM0720", 2)]
    [InlineData("photos in -o out --chains x.json --gray", "TRM0812", 2)]
    [InlineData("photos in -o out --format bmp", "TRM0806", 2)]
    [InlineData("photos in -o out --gray --quality 0", "TRM0805", 2)]
    [InlineData("photos in -o out --grey", "TRM0802", 2)]
    [InlineData("photos in -o in --gray", "TRM0725", 2)]
    [InlineData("photos in -o out --watermark gone.png", "TRM0726", 2)]
    [InlineData("photos gone -o out --gray", "TRM0720", 1)]
    [InlineData("photos in -o in/sample-00001.jpg/x --gray", "TRM07", 74)]
    [InlineData("photos --samples 0 in", "TRM0805", 2)]
    [InlineData("photos --samples 3", "TRM0811", 2)]
    [InlineData("photos --samples 3 in --gray", "TRM0810", 2)]
    [InlineData("photos in -o out --fail-on none", "TRM0814", 2)]
    public async Task What_is_wrong_is_said_in_one_sentence(string words, string id, int code)
    {
        await SamplesAsync(1, "in");
        var run = await _tree.ShellAsync($"\"$T\" {words}");
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(id, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_in_the_output_folder_already_is_left_unless_overwritten()
    {
        await SamplesAsync(2, "in");
        await _tree.OutputAsync("mkdir out && echo mine > out/sample-00001.jpg");
        var run = await _tree.ShellAsync("\"$T\" photos in -o out --quality 85");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("TRM0729", run.Error, StringComparison.Ordinal);
        Assert.Contains("TRM0729", (await _tree.ShellAsync("\"$T\" photos in -o out --quality 85 --dry-run")).Error, StringComparison.Ordinal);
        Assert.Equal("mine\n", await _tree.OutputAsync("cat out/sample-00001.jpg"));
        await _tree.OutputAsync("\"$T\" photos in -o out --quality 85 --overwrite");
        // What is its own by now it replaces without being told so again.
        await _tree.OutputAsync("\"$T\" photos in -o out --quality 40");
        Assert.NotEqual("mine\n", await _tree.OutputAsync("head -c 5 out/sample-00001.jpg"));
    }

    [Fact]
    public async Task Photo_of_another_camera_with_the_same_name_is_not_replaced()
    {
        await SamplesAsync(1, "one");
        await SamplesAsync(1, "two");
        await _tree.OutputAsync("\"$T\" photos one -o out --gray");
        var before = await _tree.OutputAsync("sha256sum out/*");
        var run = await _tree.ShellAsync("\"$T\" photos two -o out --gray");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("TRM0777", run.Error, StringComparison.Ordinal);
        Assert.Contains("one/sample-00001.jpg", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await _tree.OutputAsync("sha256sum out/*"));
        // The same folder by another of its names is the same folder.
        await _tree.OutputAsync("\"$T\" photos ./one/../one/ -o out --sepia; ln -s one link; \"$T\" photos link/ -o out --sepia");
    }

    [Theory]
    [InlineData("mv out elsewhere/out", "in -o elsewhere/out", 3)]
    [InlineData("mv in out elsewhere && cd elsewhere", "in -o out", 3)]
    [InlineData("cp -r in out elsewhere && cd elsewhere", "in -o out", 0)]
    public async Task Outputs_are_known_again_wherever_the_folders_were_moved(string move, string words, int skipped)
    {
        await SamplesAsync(3, "in");
        // Young files prove nothing by their time, and are done again.
        await _tree.OutputAsync("touch -d '1 hour ago' in/*.jpg; \"$T\" photos in -o out --gray; mkdir elsewhere");
        var run = await _tree.ShellAsync($"{move} && \"$T\" photos {words} --gray --json -");
        Assert.Equal(0, run.ExitCode);
        using var summary = JsonDocument.Parse(run.Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal((skipped, 3 - skipped), (summary.RootElement.GetProperty("skipped").GetInt32(), summary.RootElement.GetProperty("done").GetInt32()));
    }

    [Fact]
    public async Task Watermark_that_turns_out_to_be_damaged_ends_the_run_at_once()
    {
        await SamplesAsync(20, "in");
        await _tree.OutputAsync("head -c 20000 in/sample-00001.jpg > mark.jpg");
        var run = await _tree.ShellAsync("\"$T\" photos in -o out --watermark mark.jpg --json -");
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("TRM0726", StringComparison.Ordinal));
        using var summary = JsonDocument.Parse(run.Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(("impossible", 0, 20), (
            summary.RootElement.GetProperty("ending").GetString(), summary.RootElement.GetProperty("failed").GetInt32(),
            summary.RootElement.GetProperty("left").GetInt32()));
        Assert.Empty(SchemaCheck.Findings(summary.RootElement.GetRawText(), "photos.schema.json"));
    }

    [Fact]
    public async Task Dry_run_tells_what_is_left_alone_too()
    {
        await SamplesAsync(1, "in");
        await _tree.OutputAsync("touch in/notes.txt && ln -s sample-00001.jpg in/link.jpg");
        var run = await _tree.ShellAsync("\"$T\" photos in -o out --gray --dry-run");
        Assert.Contains("not named like photos", run.Error, StringComparison.Ordinal);
        Assert.Contains("symbolic links", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_makes_its_photos_from_any_seed()
        => await _tree.OutputAsync("\"$T\" compare photos --seed 3000000 --rounds 1 --models inline -q --json -");

    [Fact]
    public async Task Mistyped_names_are_answered_with_the_nearest()
    {
        await SamplesAsync(1, "in");
        await _tree.OutputAsync("echo '{ \"soft\": [\"blur 4\"], \"bad\": [\"blurr 4\"] }' > photo-chains.json");
        Assert.Contains("Did you mean 'soft'?", (await _tree.ShellAsync("\"$T\" photos in -o out --chain sotf")).Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'blur'?", (await _tree.ShellAsync("\"$T\" photos in -o out --chain bad")).Error, StringComparison.Ordinal);
        Assert.Contains("as in --blur 3", (await _tree.ShellAsync("\"$T\" photos in -o out --blur 3px")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_filters_photos_under_every_model_and_their_checksums_are_one()
    {
        await SamplesAsync(6, "in");
        var json = await _tree.OutputAsync("\"$T\" compare photos in --rounds 2 --json - -q");
        Assert.Empty(SchemaCheck.Findings(json, "compare.schema.json"));
        var workload = JsonDocument.Parse(json).RootElement.GetProperty("workloads")[0];
        Assert.Equal(("photos", 6), (workload.GetProperty("workload").GetString(), workload.GetProperty("items").GetInt32()));
        var models = workload.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(["ok", "ok", "ok", "ok", "ok"], models.Select(model => model.GetProperty("status").GetString()));
        Assert.Single(models.Select(model => model.GetProperty("checksum").GetString()).Distinct());
    }

    [Fact]
    public async Task Portuguese_is_spoken_where_it_is_wanted()
    {
        await SamplesAsync(1, "in");
        var run = await _tree.ShellAsync("head -c 5000 in/sample-00001.jpg > in/cut.jpg; \"$T\" photos in -o out --gray", ("LANG", "pt_BR.UTF-8"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'in/cut.jpg' está danificado perto do byte", run.Error, StringComparison.Ordinal);
        Assert.Contains("Filtradas: 1, feitas antes: 0, com falha: 1;", run.Error, StringComparison.Ordinal);
    }

    private async Task SamplesAsync(int count, string folder, string options = "")
        => await _tree.OutputAsync($"\"$T\" photos --samples {count} {folder} -q {options}");

    private Task<string> FilesAsync(string folder)
        => _tree.OutputAsync($"find {folder} -path '*/.trama' -prune -o -type f -print | LC_ALL=C sort");

    private Task<string> SumsAsync(string folder)
        => _tree.OutputAsync($"cd {folder} && find . -path './.trama' -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum");

    private async Task<List<JsonElement>> ItemsAsync(string file)
        => [.. (await File.ReadAllLinesAsync(Path.Combine(_tree.Root, file), TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("type").GetString() == "photos.item")];
}
