using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands.Hash;

/// <summary>The real `trama hash --check`, beside the real sha256sum --check.</summary>
public sealed class HashCheckTests : IDisposable
{
    private readonly Tree _tree = new();

    public HashCheckTests()
    {
        _tree.Put("a", "a");
        _tree.Put("with space", "b");
        _tree.Put("line\nfeed", "c");
        _tree.Put("back\\slash", "d");
    }

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("sha256sum *")]
    [InlineData("sha256sum --tag *")]
    [InlineData("sha256sum --binary *")]
    [InlineData("sha256sum * | sed 's/^/  /'")]
    [InlineData("sha256sum * | tr a-f A-F | sed 's/  [A-F]$/\\L&/' | head -n 1")]
    [InlineData("sha256sum a 'with space' | sed 's/$/\\r/'")]
    [InlineData("echo '# a comment'; echo; sha256sum a")]
    [InlineData("sha256sum a; echo x > a; sha256sum 'with space'")]
    [InlineData("sha256sum *; rm a")]
    [InlineData("sha256sum a; echo nonsense; echo 'abc  a'")]
    [InlineData("echo nonsense")]
    [InlineData("true")]
    [InlineData("sha256sum a a")]
    public async Task Lines_and_exit_code_are_those_of_coreutils(string list)
    {
        await _tree.OutputAsync($"({list}) > ../sums-$$; mv ../sums-$$ .sums");
        var theirs = await _tree.ShellAsync("sha256sum --check .sums");
        var ours = await _tree.ShellAsync("\"$T\" hash --check .sums");
        Assert.Equal((theirs.ExitCode, theirs.Output), (ours.ExitCode, ours.Output));
    }

    [Theory]
    [InlineData("--strict", "echo nonsense; sha256sum a", "--strict")]
    [InlineData("--ignore-missing", "sha256sum *; rm a", "--ignore-missing")]
    [InlineData("--ignore-missing", "sha256sum a; rm a", "--ignore-missing")]
    [InlineData("--quiet", "sha256sum *; echo x > a", "--quiet")]
    public async Task Options_mean_what_they_mean_to_coreutils(string option, string list, string theirOption)
    {
        await _tree.OutputAsync($"({list}) > ../sums-$$; mv ../sums-$$ .sums");
        var theirs = await _tree.ShellAsync($"sha256sum --check {theirOption} .sums");
        var ours = await _tree.ShellAsync($"\"$T\" hash --check {option} .sums");
        Assert.Equal((theirs.ExitCode, theirs.Output), (ours.ExitCode, ours.Output));
    }

    [Fact]
    public async Task What_differs_is_told_with_both_digests()
    {
        var run = await _tree.ShellAsync("sha256sum a > .sums; echo x > a; \"$T\" hash --check .sums");
        Assert.Matches("trama: 'a' has another digest than '.sums' says: [0-9a-f]{64}, not [0-9a-f]{64}\\. \\(TRM0784\\)", run.Error);
    }

    [Fact]
    public async Task Algorithm_is_told_by_each_line_unless_one_is_named()
    {
        await _tree.OutputAsync("(md5sum a; sha1sum 'with space'; sha512sum --tag back*) > .sums");
        Assert.Equal("a: OK\nwith space: OK\nback\\slash: OK\n", await _tree.OutputAsync("\"$T\" hash --check .sums"));
        var run = await _tree.ShellAsync("\"$T\" hash --check --algorithm sha1 .sums");
        Assert.Equal("with space: OK\n", run.Output);
        Assert.Contains("lines that are no digest and name: 2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_that_is_not_there_fails_and_the_others_are_checked()
    {
        var run = await _tree.ShellAsync("sha256sum a > .sums; \"$T\" hash --check gone .sums");
        Assert.Equal((1, "a: OK\n"), (run.ExitCode, run.Output));
        Assert.Contains("'gone' does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_lines_fit_the_schema()
    {
        var run = await _tree.ShellAsync("sha256sum * > .sums; echo x > a; \"$T\" hash --check --json - .sums");
        Assert.Equal(1, run.ExitCode);
        Assert.All(run.Output.TrimEnd('\n').Split('\n'), line => Assert.Empty(SchemaCheck.Findings(line, "hash.schema.json")));
    }
}
