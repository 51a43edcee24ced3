using Trama.Jobs.Engine;
using Trama.Testing;

namespace Trama.Jobs.Tests.Engine;

public sealed class JobRunTests : IDisposable
{
    private readonly JobFolder _folder = new();

    public static TheoryData<string> Models => ["inline", "async", "threads", "processes"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Every_item_is_done_under_every_model(string model)
    {
        _folder.PutMany(20);
        var summary = await _folder.RunAsync(new JobOptions { Model = model, Workers = 2 });
        Assert.Equal((20, 20, 0, 0, JobEnding.Complete), (summary.Items, summary.Done, summary.Failed, summary.Left, summary.Ending));
        Assert.Equal("TEXT 7", _folder.Output("007"));
        Assert.Empty(summary.Notices);
    }

    [Fact]
    public async Task One_bad_item_stops_nothing_and_is_told_with_its_reason_in_the_order_of_the_plan()
    {
        _folder.PutMany(10);
        _folder.Put("b", "bad");
        _folder.Put("a", "odd");
        var summary = await _folder.RunAsync();
        Assert.Equal((12, 10, 2, JobEnding.Complete), (summary.Items, summary.Done, summary.Failed, summary.Ending));
        Assert.Equal([("a", "TRM0772"), ("b", "TRM0722")], summary.Failures.Select(failure => (failure.Key, failure.Error.Id)));
        Assert.Equal("it is odd", summary.Failures[0].Error.Details["message"]);
    }

    [Fact]
    public async Task Longest_items_are_begun_first_where_the_job_wants_that_and_failures_keep_the_order_of_the_plan()
    {
        _folder.Put("a", "bad");
        _folder.Put("b", "of middle weight");
        _folder.Put("c", "odd");
        _folder.Put("d", "the heaviest of them all");
        var told = new List<string>();
        var run = new JobRun<CopyInput, CopyResult>(
            new CopyJob(_folder.Root) { BeginsWithLongest = true }, new JobOptions { Model = "inline", Journal = _folder.Journal })
        {
            OnItem = end => told.Add(end.Key),
        };
        var summary = await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["d", "b", "a", "c"], told);
        Assert.Equal(["a", "c"], summary.Failures.Select(failure => failure.Key));
    }

    [Fact]
    public async Task What_the_planner_refused_is_failed_and_the_rest_is_done()
    {
        _folder.PutMany(3);
        var job = new CopyJob(_folder.Root) { Refused = [new("gone", JobErrors.PathMissing("gone"))] };
        var summary = await _folder.RunAsync(job);
        Assert.Equal((4, 3, 1, 0), (summary.Items, summary.Done, summary.Failed, summary.Left));
        Assert.Equal("gone", summary.Failures[0].Key);
    }

    [Fact]
    public async Task Every_item_is_told_once_with_what_became_of_it()
    {
        _folder.PutMany(50);
        _folder.Put("bad", "bad");
        var told = new List<(string, ItemStatus, int?)>();
        var run = new JobRun<CopyInput, CopyResult>(new CopyJob(_folder.Root), new JobOptions { Journal = _folder.Journal })
        {
            OnItem = end => told.Add((end.Key, end.Status, end.Result?.Length)),
        };
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(51, told.Count);
        Assert.Equal(51, told.Select(end => end.Item1).Distinct().Count());
        Assert.Contains(("bad", ItemStatus.Failed, null), told);
        Assert.Contains(("007", ItemStatus.Done, 6), told);
        Assert.Equal((51, 50, 0, 1), (run.Progress.Items, run.Progress.Done, run.Progress.Skipped, run.Progress.Failed));
    }

    [Fact]
    public async Task Crash_costs_its_worker_one_item_that_is_named()
    {
        _folder.PutMany(10);
        _folder.Put("poison", "crash always");
        var summary = await _folder.RunAsync(new JobOptions { Model = "processes", Workers = 2, Retries = 1 });
        Assert.Equal((11, 10, 1, JobEnding.Complete), (summary.Items, summary.Done, summary.Failed, summary.Ending));
        Assert.Equal(("poison", "TRM0771"), (summary.Failures[0].Key, summary.Failures[0].Error.Id));
        Assert.Equal(2, _folder.Begun("poison"));
    }

    [Fact]
    public async Task Item_whose_worker_died_once_is_done_at_the_next_try()
    {
        _folder.Put("shaky", "crash-once");
        var summary = await _folder.RunAsync(new JobOptions { Model = "processes", Workers = 1 });
        Assert.Equal((1, 0), (summary.Done, summary.Failed));
        Assert.Equal("CRASH-ONCE", _folder.Output("shaky"));
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("processes")]
    public async Task Item_over_its_timeout_fails_and_the_others_go_on(string model)
    {
        _folder.PutMany(5);
        _folder.Put("hang", "hang");
        var summary = await _folder.RunAsync(new JobOptions { Model = model, Workers = 2, Timeout = TimeSpan.FromSeconds(1) });
        Assert.Equal((6, 5, 1), (summary.Items, summary.Done, summary.Failed));
        Assert.Equal(("hang", "TRM0770", 1.0), (summary.Failures[0].Key, summary.Failures[0].Error.Id, summary.Failures[0].Error.Details["seconds"]));
    }

    [Fact]
    public async Task Too_many_errors_end_the_run_and_the_next_one_goes_on()
    {
        for (var i = 0; i < 3; i++) _folder.Put($"a{i}", "bad");
        _folder.PutMany(0);
        for (var i = 0; i < 200; i++) _folder.Put($"b{i:000}", "good");
        var summary = await _folder.RunAsync(new JobOptions { Model = "inline", MaxErrors = 2 });
        Assert.Equal((JobEnding.TooManyErrors, 2), (summary.Ending, summary.Failed));
        Assert.True(summary.Left > 190, $"{summary.Left} are left");

        summary = await _folder.RunAsync();
        Assert.Equal((JobEnding.Complete, 200, 0), (summary.Ending, summary.Done + summary.Skipped, summary.Left));
    }

    [Fact]
    public async Task Failure_that_is_of_all_ends_the_run_and_is_no_items()
    {
        _folder.Put("a", "good");
        _folder.Put("b", "hopeless");
        for (var i = 0; i < 50; i++) _folder.Put($"c{i:00}", "good");
        var summary = await _folder.RunAsync(new JobOptions { Model = "inline" });
        Assert.Equal((JobEnding.Impossible, "TRM0726", 0), (summary.Ending, summary.Reason?.Id, summary.Failed));
        Assert.Empty(summary.Failures);
        Assert.True(summary.Left > 45, $"{summary.Left} are left");

        // Mended, the same command goes on.
        _folder.Put("b", "good");
        summary = await _folder.RunAsync();
        Assert.Equal((JobEnding.Complete, 52, 0), (summary.Ending, summary.Done + summary.Skipped, summary.Left));
    }

    [Fact]
    public async Task Used_up_descriptors_mean_fewer_items_at_once_one_warning_and_no_failure()
    {
        for (var i = 0; i < 100; i++) _folder.Put($"{i:000}", "scarce");
        var summary = await _folder.RunAsync(new JobOptions { Workers = 8 });
        Assert.Equal((100, 0), (summary.Done, summary.Failed));
        Assert.Equal([Notices.DescriptorsUsedUp], summary.Notices.Select(notice => notice.Code));
    }

    [Fact]
    public async Task Run_that_is_stopped_finishes_what_runs_and_leaves_the_rest()
    {
        _folder.Put("0", "wait");
        _folder.PutMany(100);
        using var stop = new CancellationTokenSource();
        var running = _folder.RunAsync(new JobOptions { Workers = 1 }, stop.Token);
        await BegunAsync("0");
        await stop.CancelAsync();
        _folder.LetGo("0");
        var summary = await running;
        Assert.Equal((JobEnding.Stopped, 1, 100, 0), (summary.Ending, summary.Done, summary.Left, summary.Failed));
        Assert.Equal("WAIT", _folder.Output("0"));
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("processes")]
    public async Task What_does_not_finish_within_the_grace_is_ended_and_left_for_the_next_run(string model)
    {
        _folder.Put("0", "wait");
        using var stop = new CancellationTokenSource();
        var running = _folder.RunAsync(new JobOptions { Model = model, Workers = 1, Grace = TimeSpan.FromMilliseconds(100) }, stop.Token);
        await BegunAsync("0");
        await stop.CancelAsync();
        var summary = await running;
        _folder.LetGo("0");
        Assert.Equal((JobEnding.Stopped, 0, 1, 0), (summary.Ending, summary.Done, summary.Left, summary.Failed));
    }

    // On this very thread nothing can be ended: what runs is asked, and an item that listens ends.
    [Theory]
    [MemberData(nameof(Models))]
    public async Task What_listens_to_its_token_is_ended_by_it_once_the_grace_is_over(string model)
    {
        _folder.Put("0", "hang");
        _folder.Put("1", "text");
        using var stop = new CancellationTokenSource();
        var options = new JobOptions { Model = model, Workers = 1, Grace = TimeSpan.FromMilliseconds(100) };
        var running = Task.Run(() => _folder.RunAsync(options, stop.Token), TestContext.Current.CancellationToken);
        await BegunAsync("0");
        await stop.CancelAsync();
        var summary = await running;
        Assert.Equal((JobEnding.Stopped, 0, 2, 0), (summary.Ending, summary.Done, summary.Left, summary.Failed));

        _folder.Put("0", "text");
        Assert.Equal(2, (await _folder.RunAsync()).Done);
    }

    // The clock is the test's: it is the grace that ends what runs, and nothing before it does.
    [Theory]
    [MemberData(nameof(Models))]
    public async Task What_runs_has_all_of_its_grace_under_every_model(string model)
    {
        _folder.Put("0", "hang");
        var time = new VirtualTimeProvider();
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => new JobRun<CopyInput, CopyResult>(
            new CopyJob(_folder.Root), new JobOptions { Model = model, Workers = 1, Journal = _folder.Journal }, time).RunAsync(stop.Token));
        await BegunAsync("0");
        await stop.CancelAsync();

        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var summary = await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((JobEnding.Stopped, 0, 1, 0), (summary.Ending, summary.Done, summary.Left, summary.Failed));
    }

    [Fact]
    public async Task Forecast_lists_what_would_be_done_and_writes_nothing()
    {
        _folder.PutMany(5);
        await _folder.RunAsync();
        _folder.Put("new", "text");
        var before = Directory.EnumerateFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories).Order().ToList();
        var forecast = await new JobRun<CopyInput, CopyResult>(new CopyJob(_folder.Root), new JobOptions { Journal = _folder.Journal })
            .ForecastAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["new"], forecast.ToDo.Select(item => item.Key));
        Assert.Equal(5, forecast.Skipped.Count);
        var summary = forecast.Summary;
        Assert.Equal((JobEnding.Planned, 6, 0, 5, 1), (summary.Ending, summary.Items, summary.Done, summary.Skipped, summary.Left));
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories).Order());
    }

    private async Task BegunAsync(string name)
    {
        while (_folder.Begun(name) == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}
