using System.Diagnostics;
using Trama.Jobs.Engine;
using Trama.Jobs.Engine.Journal;

namespace Trama.Jobs.Tests.Engine;

/// <summary>What a later run makes of an earlier one.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly JobFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Second_run_finds_everything_done()
    {
        _folder.PutMany(10);
        await _folder.RunAsync();
        var summary = await _folder.RunAsync();
        Assert.Equal((0, 10, 10), (summary.Done, summary.Skipped, summary.Items));
        Assert.Equal(1, _folder.Begun("003"));
    }

    [Fact]
    public async Task Skipped_item_is_told_with_the_result_it_had()
    {
        _folder.PutMany(3);
        await _folder.RunAsync();
        var results = new List<int?>();
        await new JobRun<CopyInput, CopyResult>(new CopyJob(_folder.Root), new JobOptions { Journal = _folder.Journal })
        {
            OnItem = end => results.Add(end.Result?.Length),
        }.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal([6, 6, 6], results);
    }

    [Fact]
    public async Task Changed_input_is_done_again()
    {
        _folder.PutMany(3);
        await _folder.RunAsync();
        _folder.Put("001", "other");
        var summary = await _folder.RunAsync();
        Assert.Equal((1, 2), (summary.Done, summary.Skipped));
        Assert.Equal("OTHER", _folder.Output("001"));
    }

    [Fact]
    public async Task Other_settings_do_everything_again()
    {
        _folder.PutMany(3);
        await _folder.RunAsync();
        var summary = await _folder.RunAsync(new CopyJob(_folder.Root) { Setting = "--other" });
        Assert.Equal((3, 0), (summary.Done, summary.Skipped));
    }

    [Theory]
    [InlineData("")]
    [InlineData("TEX")]
    public async Task Output_that_was_cut_or_removed_is_made_again(string left)
    {
        _folder.PutMany(2);
        await _folder.RunAsync();
        var path = Path.Combine(_folder.Out, "001");
        File.Delete(path);
        if (left.Length > 0) await File.WriteAllTextAsync(path, left, TestContext.Current.CancellationToken);
        var summary = await _folder.RunAsync();
        Assert.Equal((1, 1), (summary.Done, summary.Skipped));
        Assert.Equal("TEXT 1", _folder.Output("001"));
    }

    [Fact]
    public async Task File_that_no_run_made_is_not_replaced_unless_asked()
    {
        _folder.PutMany(3);
        Directory.CreateDirectory(_folder.Out);
        var foreign = Path.Combine(_folder.Out, "001");
        await File.WriteAllTextAsync(foreign, "mine", TestContext.Current.CancellationToken);
        var summary = await _folder.RunAsync();
        Assert.Equal((2, 1), (summary.Done, summary.Failed));
        Assert.Equal("TRM0729", summary.Failures[0].Error.Id);
        Assert.Equal("mine", _folder.Output("001"));
        // Nor by a second run, which finds a journal.
        Assert.Equal((2, 1), (await _folder.RunAsync(new JobOptions { Fresh = true })) is var again ? (again.Done, again.Failed) : default);
        Assert.Equal("mine", _folder.Output("001"));
        Assert.Equal((1, 2), (await _folder.RunAsync(new JobOptions { Overwrite = true })) is var last ? (last.Done, last.Skipped) : default);
        Assert.Equal("TEXT 1", _folder.Output("001"));
    }

    [Fact]
    public async Task What_was_made_from_another_source_is_not_replaced_unless_asked()
    {
        var first = new CopyJob(_folder.Root) { Source = "/first", Prefix = "first/" };
        var other = new CopyJob(_folder.Root) { Source = "/second", Prefix = "second/" };
        _folder.PutMany(2);
        await _folder.RunAsync(first);
        _folder.Put("000", "other");
        var summary = await _folder.RunAsync(other);
        Assert.Equal((2, "TRM0777", "/first"), (summary.Failed, summary.Failures[0].Error.Id, summary.Failures[0].Error.Details["source"]));
        Assert.Equal("TEXT 0", _folder.Output("000"));
        Assert.Equal(2, (await _folder.RunAsync(other, new JobOptions { Overwrite = true })).Done);
        Assert.Equal("OTHER", _folder.Output("000"));
        // Now it is the second's, and whoever was first is refused: also what has the size that the first left.
        Assert.Equal(2, (await _folder.RunAsync(first)).Failed);
        Assert.Equal(2, (await _folder.RunAsync(other)).Skipped);
    }

    [Fact]
    public async Task What_was_not_replaced_after_all_stays_what_it_was_made_from()
    {
        var first = new CopyJob(_folder.Root) { Source = "/first", Prefix = "first/" };
        var other = new CopyJob(_folder.Root) { Source = "/second", Prefix = "second/" };
        _folder.PutMany(2);
        await _folder.RunAsync(first);
        var (kept, foreign) = (File.ReadAllBytes(Path.Combine(_folder.Root, "in", "000")), Path.Combine(_folder.Out, "foreign"));
        await File.WriteAllTextAsync(foreign, "mine", TestContext.Current.CancellationToken);
        _folder.Put("000", "bad");
        _folder.Put("foreign", "bad");
        Assert.Equal(2, (await _folder.RunAsync(other, new JobOptions { Overwrite = true })).Failed);

        // Neither the first's file nor the user's is the second's now.
        var ids = (await _folder.RunAsync(other)).Failures.Select(failure => failure.Error.Id).Order();
        Assert.Equal(["TRM0729", "TRM0777"], ids);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Root, "in", "000"), kept, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(_folder.Root, "in", "foreign"));
        File.Delete(Path.Combine(_folder.Root, "in", "001"));
        Assert.Equal(1, (await _folder.RunAsync(first)).Done);
    }

    [Fact]
    public async Task What_a_run_began_and_did_not_book_is_its_own()
    {
        _folder.PutMany(2);
        _folder.Put("late", "bad");
        await _folder.RunAsync();
        // As if the run had been killed between the file's name and the journal's row.
        await File.WriteAllTextAsync(Path.Combine(_folder.Out, "late"), "whole", TestContext.Current.CancellationToken);
        _folder.Put("late", "good");
        var summary = await _folder.RunAsync();
        Assert.Equal((1, 2, 0), (summary.Done, summary.Skipped, summary.Failed));
        Assert.Equal("GOOD", _folder.Output("late"));
    }

    [Fact]
    public async Task What_the_planner_refused_is_tried_with_retry_failed()
    {
        _folder.PutMany(2);
        await _folder.RunAsync(new CopyJob(_folder.Root) { Refused = [new("later", JobErrors.PathMissing("later"))] });
        _folder.Put("later", "good");
        _folder.Put("new", "new");
        var summary = await _folder.RunAsync(new JobOptions { RetryFailed = true });
        Assert.Equal((1, 2, 0, 1), (summary.Done, summary.Skipped, summary.Failed, summary.Left));
        Assert.Equal("GOOD", _folder.Output("later"));
    }

    [Fact]
    public async Task Dead_worker_leaves_nothing_and_what_another_writes_is_left_alone()
    {
        _folder.PutMany(2);
        _folder.Put("poison", "part always");
        Directory.CreateDirectory(_folder.Out);
        using var other = Trama.Jobs.Engine.Outputs.OutputFile.Create(Path.Combine(_folder.Out, "other"));
        var summary = await _folder.RunAsync(new JobOptions { Model = "processes", Workers = 1, Retries = 0 });
        Assert.Equal((2, 1), (summary.Done, summary.Failed));
        Assert.Equal(Path.GetFileName(other.TemporaryPath), Assert.Single(Directory.EnumerateFiles(_folder.Out, ".trama-*").Select(Path.GetFileName)));
    }

    [Fact]
    public async Task Failed_items_are_tried_in_every_run_and_alone_with_retry_failed()
    {
        _folder.PutMany(2);
        _folder.Put("bad", "bad");
        await _folder.RunAsync();
        _folder.Put("new", "new");
        var summary = await _folder.RunAsync(new JobOptions { RetryFailed = true });
        Assert.Equal((0, 2, 1, 1), (summary.Done, summary.Skipped, summary.Failed, summary.Left));
        Assert.Equal((2, 0), (_folder.Begun("bad"), _folder.Begun("new")));

        _folder.Put("bad", "good");
        summary = await _folder.RunAsync(new JobOptions { RetryFailed = true });
        Assert.Equal((1, 2, 0, 1), (summary.Done, summary.Skipped, summary.Failed, summary.Left));
        summary = await _folder.RunAsync();
        Assert.Equal((1, 3, 0, 0), (summary.Done, summary.Skipped, summary.Failed, summary.Left));
    }

    [Fact]
    public async Task Fresh_run_forgets_what_was_done()
    {
        _folder.PutMany(3);
        await _folder.RunAsync();
        var summary = await _folder.RunAsync(new JobOptions { Fresh = true });
        Assert.Equal((3, 0), (summary.Done, summary.Skipped));
        summary = await _folder.RunAsync();
        Assert.Equal((0, 3), (summary.Done, summary.Skipped));
    }

    [Fact]
    public async Task Leftovers_of_a_killed_run_are_removed_and_nothing_else()
    {
        _folder.PutMany(2);
        await _folder.RunAsync();
        var left = Path.Combine(_folder.Out, ".trama-0123456789abcdef.part");
        var other = Path.Combine(_folder.Out, ".trama-notes");
        await File.WriteAllTextAsync(left, "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, "mine", TestContext.Current.CancellationToken);
        await _folder.RunAsync();
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public async Task Second_run_on_one_output_is_refused_before_it_plans_and_names_the_first()
    {
        _folder.Put("0", "wait");
        using var taken = JournalLock.Take(_folder.Journal.Path);
        var hasPlanned = false;
        var error = await Assert.ThrowsAsync<JobException>(() => _folder.RunAsync(new CopyJob(_folder.Root) { OnPlan = () => hasPlanned = true }));
        Assert.Equal(("TRM0774", (long)Environment.ProcessId), (error.Id, error.Details["pid"]));
        Assert.False(hasPlanned);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("999999999")]
    [InlineData("")]
    public async Task Lock_that_a_killed_run_left_is_taken_over_whoever_has_its_number_now(string pid)
    {
        _folder.PutMany(1);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Journal.Path)!);
        await File.WriteAllTextAsync(_folder.Journal.Path + ".lock", pid, TestContext.Current.CancellationToken);
        var summary = await _folder.RunAsync();
        Assert.Equal(1, summary.Done);
        Assert.False(File.Exists(_folder.Journal.Path + ".lock"));
    }

    [Fact]
    public async Task Lock_of_another_process_is_respected_and_gone_when_that_is_killed()
    {
        _folder.PutMany(1);
        var path = _folder.Journal.Path + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // -n: at once; -x: alone, as the runtime locks.
        using var holder = Process.Start("flock", ["-n", "-x", "-o", path, "sh", "-c", $"echo $PPID > '{path}'; exec sleep 100"]);
        try
        {
            while (!File.Exists(path) || new FileInfo(path).Length == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
            var error = await Assert.ThrowsAsync<JobException>(() => _folder.RunAsync());
            Assert.Equal(("TRM0774", (long)holder.Id), (error.Id, error.Details["pid"]));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
            await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(1, (await _folder.RunAsync()).Done);
    }
}
