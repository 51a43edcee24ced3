namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    [Fact]
    public async Task Reports_arrive_in_order_and_before_the_result()
    {
        await using Executor executor = CreateSmall();
        var progress = new Recorder<int>();

        Assert.Equal(500, await executor.RunAsync(ReportUpTo, 500, progress));

        Assert.Equal(Enumerable.Range(1, 500), progress.Reports);
    }

    [Fact]
    public async Task Reports_of_every_shape_of_function_arrive()
    {
        await using Executor executor = CreateSmall();
        var progress = new Recorder<string>();
        IProgress<string> asInterface = progress;

        await executor.RunAsync(ReportName, asInterface);
        await executor.RunAsync(static (IProgress<string> p, string name) => p.Report(name), progress, "second");
        Assert.Equal("third", await executor.RunAsync(ReportNameAsync, (asInterface, "third")));
        Assert.Equal([1, 2, 3], await ToListAsync(executor.StreamAsync(CountAndReport, 3, asInterface)));

        Assert.Equal(["first", "second", "before third", "third", "1", "2", "3"], progress.Reports);
    }

    [Fact]
    public async Task Items_of_a_map_report_before_their_results()
    {
        await using Executor executor = Create();
        Recorder<int>[] all = [.. Enumerable.Range(0, 50).Select(_ => new Recorder<int>())];
        int place = 0;

        await foreach (int result in executor.MapAsync(all.Select((progress, n) => ((IProgress<int>)progress, n)), ReportPair))
        {
            Assert.Equal(place, result);
            Assert.Equal([place, place + 1], all[place].Reports);
            place++;
        }

        Assert.Equal(all.Length, place);
    }

    [Fact]
    public async Task No_progress_object_is_none_in_the_function()
    {
        await using Executor executor = CreateSmall();

        Assert.True(await executor.RunAsync(static (IProgress<int>? progress) => progress is null, (IProgress<int>?)null));
    }

    [Fact]
    public async Task Function_that_fails_has_had_its_reports_taken()
    {
        await using Executor executor = CreateSmall();
        var progress = new Recorder<int>();

        await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(ReportAndThrow, progress));

        Assert.Equal([1, 2], progress.Reports);
    }

    private static int ReportUpTo(int n, IProgress<int> progress)
    {
        for (int i = 1; i <= n; i++)
            progress.Report(i);
        return n;
    }

    private static void ReportName(IProgress<string> progress) => progress.Report("first");

    private static async Task<string> ReportNameAsync((IProgress<string> Progress, string Name) of, CancellationToken token)
    {
        of.Progress.Report($"before {of.Name}");
        await Task.Delay(1, token);
        of.Progress.Report(of.Name);
        return of.Name;
    }

    private static async IAsyncEnumerable<int> CountAndReport(int n, IProgress<string> progress)
    {
        for (int i = 1; i <= n; i++)
        {
            await Task.Yield();
            progress.Report($"{i}");
            yield return i;
        }
    }

    private static int ReportPair((IProgress<int> Progress, int Number) item)
    {
        item.Progress.Report(item.Number);
        item.Progress.Report(item.Number + 1);
        return item.Number;
    }

    private static void ReportAndThrow(IProgress<int> progress)
    {
        progress.Report(1);
        progress.Report(2);
        throw new FormatException("after two reports");
    }
}
