using System.Text.Json;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands.Hash;

/// <summary>The real `trama hash`, beside the real sha256sum.</summary>
public sealed class HashTests : IDisposable
{
    // What no tool likes: spaces, line feeds, backslashes, a leading dash, no UTF-8, the order of bytes beside that of characters.
    private const string OddNames = """
        mkdir -p d/sub && cd d && for n in plain 'with space' $'line\nfeed' 'back\slash' $'car\rriage' $'both\\\n' -dash '*star' '\\' $'tab\t' \
          $'latin-\xe9' $'\xf0\x9f\x98\x80' $'\xef\xbf\xbd' ü sub/x; do printf %s "$n" > "./$n"; done && cd ..
        """;

    private readonly Tree _tree = new();

    public static TheoryData<string> Models => ["inline", "async", "threads", "processes"];

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha1")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    [InlineData("md5")]
    public async Task Lines_are_those_of_coreutils_byte_for_byte_sorted_by_name(string algorithm)
    {
        await _tree.OutputAsync(OddNames);
        Assert.Equal(
            await _tree.OutputAsync($"find d -type f -print0 | LC_ALL=C sort -z | xargs -0 {algorithm}sum | od -c"),
            await _tree.OutputAsync($"\"$T\" hash --algorithm {algorithm} d | od -c"));
        Assert.Equal(
            await _tree.OutputAsync($"find d -type f -print0 | LC_ALL=C sort -z | xargs -0 {algorithm}sum --tag | od -c"),
            await _tree.OutputAsync($"\"$T\" hash --tag --algorithm {algorithm} d | od -c"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Every_model_writes_the_same(string model)
    {
        await _tree.OutputAsync(OddNames);
        _tree.PutMany("d", 100);
        Assert.Equal(await _tree.SumsAsync("d"), await _tree.OutputAsync($"\"$T\" hash --model {model} --workers 3 d"));
    }

    [Fact]
    public async Task Sizes_around_the_buffer_are_hashed_whole()
    {
        await _tree.OutputAsync("mkdir d; for n in 0 1 262143 262144 262145 524288 9000001; do head -c $n /dev/urandom > d/$n; done");
        Assert.Equal(await _tree.SumsAsync("d"), await _tree.OutputAsync("\"$T\" hash d"));
    }

    [Fact]
    public async Task Files_that_are_named_twice_or_by_a_link_are_hashed_once_each()
    {
        _tree.Put("d/a", "a");
        _tree.Put("b", "b");
        await _tree.OutputAsync("ln -s ../b d/link; ln -s b link; mkfifo d/pipe");
        Assert.Equal(await _tree.OutputAsync("sha256sum b d/a link"), await _tree.OutputAsync("\"$T\" hash d d/a link b"));
    }

    [Fact]
    public async Task What_can_not_be_read_is_named_and_the_others_are_hashed()
    {
        _tree.Put("d/a", "a");
        _tree.Put("d/b", "b");
        await _tree.OutputAsync("mkfifo pipe");
        var run = await _tree.ShellAsync("\"$T\" hash d gone pipe /proc/self/mem");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(await _tree.SumsAsync("d"), run.Output);
        Assert.Contains("trama: 'gone' does not exist. Check the path. (TRM0720)", run.Error, StringComparison.Ordinal);
        Assert.Contains("(TRM0723)", run.Error, StringComparison.Ordinal);
        Assert.Contains("'/proc/self/mem' can't be read", run.Error, StringComparison.Ordinal);
        Assert.Contains("Hashed: 2, unchanged: 0, failed: 3;", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_without_permission_is_reported_to_who_is_not_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Becoming somebody else takes root.");
        _tree.Put("d/a", "a");
        _tree.Put("d/closed", "b");
        _tree.Put("d/folder/c", "c");
        await _tree.OutputAsync("chmod 000 d/closed d/folder; chmod 755 .");
        var run = await _tree.ShellAsync("setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent DOTNET_BUNDLE_EXTRACT_BASE_DIR=/tmp \"$T\" hash d");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(await _tree.OutputAsync("sha256sum d/a"), run.Output);
        Assert.Contains("'d/closed' can't be read: Permission denied", run.Error, StringComparison.Ordinal);
        Assert.Contains("'d/folder' can't be read: Permission denied", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unchanged_files_are_taken_from_the_manifest_and_changed_ones_are_not()
    {
        _tree.PutMany("d", 30);
        var first = await _tree.OutputAsync("\"$T\" hash --manifest cache d");
        _tree.Put("d/3/0003", "other");
        _tree.Put("d/new", "new");
        var run = await _tree.ShellAsync("\"$T\" hash --manifest cache d");
        Assert.Contains("Hashed: 2, unchanged: 29, failed: 0;", run.Error, StringComparison.Ordinal);
        Assert.Equal(await _tree.SumsAsync("d"), run.Output);
        Assert.NotEqual(first, run.Output);
        Assert.Contains("Hashed: 31, unchanged: 0,", (await _tree.ShellAsync("\"$T\" hash --manifest cache --algorithm sha1 d")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Young_file_is_not_trusted_to_the_manifest()
    {
        _tree.Put("d/a", "a");
        await _tree.OutputAsync("touch d/a; \"$T\" hash --manifest cache d");
        Assert.Contains("Hashed: 1, unchanged: 0,", (await _tree.ShellAsync("\"$T\" hash --manifest cache d")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_of_the_users_is_not_taken_for_a_manifest()
    {
        _tree.Put("d/a", "a");
        var run = await _tree.ShellAsync("sha256sum d/a > sums; \"$T\" hash --manifest sums d; code=$?; cat sums; exit $code");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(await _tree.SumsAsync("d"), run.Output);
        Assert.Contains("(TRM0776)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_files_are_listed_in_groups_the_largest_first()
    {
        foreach (var (name, text) in ((string, string)[])[("a", "same"), ("b", "same"), ("c", "lonely"), ("d", "larger same"), ("e", "larger same"), ("f", "larger same")])
            _tree.Put("d/" + name, text);
        var run = await _tree.ShellAsync("\"$T\" hash --duplicates d");
        Assert.Equal(await _tree.OutputAsync("sha256sum d/d d/e d/f; echo; sha256sum d/a d/b"), run.Output);
        Assert.Contains("Groups of equal files: 2; without the copies 26 B less.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pt-BR")]
    public async Task Json_lines_are_alone_on_stdout_fit_the_schema_and_are_never_translated(string language)
    {
        await _tree.OutputAsync(OddNames);
        var run = await _tree.ShellAsync($"\"$T\" hash d gone --json - --lang {language}");
        Assert.Equal(1, run.ExitCode);
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(17, lines.Length);
        Assert.All(lines, line => Assert.Empty(SchemaCheck.Findings(line, "hash.schema.json")));
        var summary = JsonSerializer.Deserialize<JsonElement>(lines[^1]);
        Assert.Equal(("hash", 15, 1), (summary.GetProperty("type").GetString(), summary.GetProperty("done").GetInt32(), summary.GetProperty("failed").GetInt32()));
        Assert.Contains(lines, line => line.Contains("\"key_base64\":\"ZC9sYXRpbi3p\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("'gone' does not exist. Check the path.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_file_is_written_beside_the_lines()
    {
        _tree.PutMany("d", 5);
        Assert.Equal(await _tree.SumsAsync("d"), await _tree.OutputAsync("\"$T\" hash d --json result.json"));
        var lines = await File.ReadAllLinesAsync(Path.Combine(_tree.Root, "result.json"), TestContext.Current.CancellationToken);
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.Empty(SchemaCheck.Findings(line, "hash.schema.json")));
    }

    [Fact]
    public async Task Dry_run_names_what_would_be_done_and_writes_nothing()
    {
        _tree.PutMany("d", 3);
        await _tree.OutputAsync("\"$T\" hash --manifest cache d");
        _tree.Put("d/new", "new");
        var before = await _tree.OutputAsync("find . | sort; sha256sum cache");
        var run = await _tree.ShellAsync("\"$T\" hash --manifest cache --dry-run d gone");
        Assert.Equal((1, "d/new\n"), (run.ExitCode, run.Output));
        Assert.Contains("To do: 1, done before: 3, can't be done: 1.", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await _tree.OutputAsync("find . | sort; sha256sum cache"));
        var json = await _tree.ShellAsync("\"$T\" hash --manifest cache --dry-run --json - d");
        var lines = json.Output.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Empty(SchemaCheck.Findings(line, "hash.schema.json")));
        using var summary = JsonDocument.Parse(lines[^1]);
        var counts = ((string[])["items", "done", "skipped", "failed", "left"]).Select(key => summary.RootElement.GetProperty(key).GetInt32());
        Assert.Equal(("hash", "planned"), (summary.RootElement.GetProperty("type").GetString(), summary.RootElement.GetProperty("ending").GetString()));
        Assert.Equal([4, 0, 3, 0, 1], counts);
    }

    [Fact]
    public async Task Portuguese_run_has_no_English_word()
    {
        _tree.PutMany("d", 3);
        var run = await _tree.ShellAsync("\"$T\" hash d gone", ("LANG", "pt_BR.UTF-8"));
        Assert.Contains("Calculados: 3, inalterados: 0, falharam: 1;", run.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(the|of|and|was|failed|hashed|exist)\b", run.Error);
    }

    [Fact]
    public async Task Quiet_run_says_nothing_but_what_failed()
    {
        _tree.PutMany("d", 3);
        Assert.Empty((await _tree.ShellAsync("\"$T\" hash --quiet d")).Error);
        Assert.Equal("trama: 'gone' does not exist. Check the path. (TRM0720)\n", (await _tree.ShellAsync("\"$T\" hash --quiet d gone")).Error);
    }

    [Fact]
    public async Task Reader_who_leaves_ends_it_quietly()
    {
        _tree.PutMany("d", 300);
        var run = await _tree.ShellAsync("set -o pipefail; \"$T\" hash --quiet d | head -n 1");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("hash", "TRM0811")]
    [InlineData("hash --algorithm sha3 d", "TRM0787")]
    [InlineData("hash --model gil d", "TRM0702")]
    [InlineData("hash --workers 0 d", "TRM0805")]
    [InlineData("hash --retry-failed --fresh d", "TRM0810")]
    [InlineData("hash --check --tag d", "TRM0810")]
    [InlineData("hash --strict d", "TRM0812")]
    [InlineData("hash --json /nowhere/x d", "TRM0821")]
    public async Task Bad_words_are_refused_with_a_sentence(string words, string id)
    {
        _tree.Put("d", "d");
        var run = await _tree.ShellAsync("\"$T\" " + words);
        Assert.Equal(id == "TRM0821" ? 74 : 2, run.ExitCode);
        Assert.Contains($"({id})", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
