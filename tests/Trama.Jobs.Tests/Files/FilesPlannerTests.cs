using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Trama.Jobs.Files;

namespace Trama.Jobs.Tests.Files;

public sealed class FilesPlannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_below_a_folder_come_in_ordinal_order()
    {
        string[] written = [_folder.Write("b/1", "x"), _folder.Write("B", "xy"), _folder.Write("a", "xyz"), _folder.Write("é", "")];
        var work = Plan(_folder.Path);
        Assert.Equal(written.Order(StringComparer.Ordinal), work.Items);
        Assert.Equal((4L, 6L), (work.Input.Details["items"], work.Input.Details["bytes"]));
    }

    [Fact]
    public void A_file_given_twice_counts_once()
    {
        var file = _folder.Write("a", "x");
        Assert.Equal([file], Plan(file, _folder.Path).Items);
    }

    [Fact]
    public void An_empty_folder_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "inner"));
        AssertFails("TRM0721", _folder.Path);
    }

    [Fact]
    public void A_missing_path_is_named() => AssertFails("TRM0720", Path.Combine(_folder.Path, "none"));

    [Fact]
    public void A_pipe_is_refused_rather_than_waited_for()
    {
        var pipe = MakePipe();
        AssertFails("TRM0723", pipe);
    }

    [Fact]
    public void A_pipe_in_a_folder_is_passed_over()
    {
        MakePipe();
        var file = _folder.Write("a", "x");
        Assert.Equal([file], Plan(_folder.Path).Items);
    }

    [Fact]
    public void Links_in_a_folder_are_not_followed()
    {
        var file = _folder.Write("a", "x");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "round"), _folder.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "b"), file);
        Assert.Equal([file], Plan(_folder.Path).Items);
    }

    [Fact]
    public void A_link_given_by_name_is_read()
    {
        var link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, _folder.Write("a", "x"));
        Assert.Equal([link], Plan(link).Items);
    }

    [Fact]
    public void A_file_that_the_kernel_refuses_to_read_is_named()
    {
        // Exists for everybody, can't be read by anybody, also not by root: its read fails with EIO or EINVAL.
        var error = Assert.Throws<JobException>(() => Plan("/proc/self/mem"));
        Assert.Equal(("TRM0722", JobErrorKind.InputOutput), (error.Id, error.Kind));
        Assert.NotEqual("", error.Details["why"]);
    }

    [Fact]
    public void A_file_that_vanished_after_planning_is_named_by_the_function()
    {
        var error = Assert.Throws<JobException>(() => FilesFunctions.Hash(Path.Combine(_folder.Path, "gone")));
        Assert.Equal("TRM0722", error.Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FilesFunctions.BufferBytes)]
    [InlineData((3 * FilesFunctions.BufferBytes) + 17)]
    public void Hash_is_that_of_the_whole_file(int length)
    {
        var text = string.Concat(Enumerable.Repeat("0123456789", (length / 10) + 1))[..length];
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))),
            FilesFunctions.Hash(_folder.Write("data", text)));
    }

    [Fact]
    public void Default_folder_holds_files() => Assert.NotEmpty(Directory.EnumerateFiles(FilesPlanner.DefaultFolder(), "*", SearchOption.AllDirectories));

    private static Trama.Jobs.Workloads.PlannedWork Plan(params string[] inputs)
        => FilesPlanner.Plan(Requests.For(inputs), TestContext.Current.CancellationToken);

    private static void AssertFails(string id, string path)
    {
        var error = Assert.Throws<JobException>(() => Plan(path));
        Assert.Equal((id, path), (error.Id, error.Details["path"]));
    }

    private string MakePipe()
    {
        var pipe = Path.Combine(_folder.Path, "pipe");
        using var made = Process.Start("mkfifo", [pipe]);
        made.WaitForExit();
        return pipe;
    }
}
