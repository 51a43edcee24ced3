using System.Collections.Concurrent;
using Trama.Processes.Reports;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Reports;

/// <summary>Reports from a worker, over both kinds of channel.</summary>
public class ReportTests
{
    protected virtual bool UsesSocket => false;

    [Fact]
    public async Task Function_is_never_more_than_the_window_ahead_of_the_callers_object()
    {
        await using ProcessExecutor executor = Create();
        using var made = new SharedArray<int>(1);
        var ahead = new ConcurrentQueue<int>();
        var progress = new Callback<int>(number => ahead.Enqueue(Number(made) - number));

        await executor.RunAsync(CountReports, (IProgress<int>)progress, made);

        Assert.Equal(2000, ahead.Count);
        Assert.InRange(ahead.Max(), 0, ReportQueue.Window);
    }

    [Fact]
    public async Task Object_that_throws_is_told_in_an_event_and_harms_neither_the_call_nor_its_later_reports()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using ProcessExecutor executor = Create(events);
        var taken = new Recorder<int>();
        var progress = new Callback<int>(number =>
        {
            if (number % 2 == 0)
                throw new FormatException($"report {number}");
            taken.Report(number);
        });

        Assert.Equal(6, await executor.RunAsync(ReportUpTo, 6, progress));

        Assert.Equal([1, 3, 5], taken.Reports);
        Assert.Equal(
            ["report 2", "report 4", "report 6"],
            events.OfType<ExecutorEvent.CallbackFailed>().Select(failed => failed.Error.Message));
    }

    [Fact]
    public async Task Report_after_the_call_is_dropped_and_disturbs_nobody()
    {
        await using ProcessExecutor executor = Create();
        using var gate = new Gate();
        var progress = new Recorder<int>();
        int worker = await executor.RunAsync(ReportLater, (IProgress<int>)progress, gate.Folder);

        gate.Open();
        await Until.TrueAsync(() => File.Exists(Path.Combine(gate.Folder, "reported")), () => "the late report was not made");

        Assert.Equal(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
        Assert.Equal([1], progress.Reports);
    }

    [Fact]
    public async Task All_threads_of_the_worker_may_report()
    {
        await using ProcessExecutor executor = Create();
        var progress = new Recorder<int>();

        await executor.RunAsync(ReportFromThreads, progress);

        Assert.Equal(Enumerable.Range(0, 2000), progress.Reports.Order());
    }

    [Fact]
    public async Task Object_that_never_returns_costs_its_call_the_timeout_and_the_pool_nothing()
    {
        await using ProcessExecutor executor = Create(grace: TimeSpan.FromMilliseconds(100));
        using var release = new ManualResetEventSlim();
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) });

        Task<int> call = strict.RunAsync(ReportUpTo, 1, new Callback<int>(_ => release.Wait()));

        await Assert.ThrowsAsync<CallTimeoutException>(() => call);
        Assert.Equal(8, await executor.RunAsync(WorkerFunctions.Double, 4));
        release.Set();
    }

    [Fact]
    public async Task Function_that_waits_to_report_can_heed_its_token()
    {
        await using ProcessExecutor executor = Create(grace: TimeSpan.FromMinutes(1));
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);
        using var release = new ManualResetEventSlim();
        using var hasBegun = new SemaphoreSlim(0);
        using var source = new CancellationTokenSource();
        var progress = new Callback<int>(_ =>
        {
            hasBegun.Release();
            release.Wait();
        });
        Task call = executor.RunAsync(ReportUntilCanceled, progress, source.Token);
        await hasBegun.WaitAsync(TestContext.Current.CancellationToken);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
        release.Set();
    }

    [Fact]
    public async Task Call_that_runs_again_reports_again()
    {
        await using ProcessExecutor executor = Create();
        string folder = Directory.CreateTempSubdirectory("attempts-").FullName;
        var progress = new Recorder<string>();

        await executor.With(new CallOptions { Idempotent = true, MaxAttempts = 3 })
            .RunAsync(ReportAndDieOnce, (IProgress<string>)progress, folder);

        Assert.Equal(["2: 1", "2: 2"], progress.Reports.TakeLast(2));
        Assert.All(progress.Reports.SkipLast(2), report => Assert.StartsWith("1: ", report, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Large_reports_cross_whole()
    {
        await using ProcessExecutor executor = Create();
        var progress = new Recorder<byte[]>();

        await executor.RunAsync(static (IProgress<byte[]> to) => to.Report([.. Enumerable.Repeat((byte)7, 3_000_000)]), progress);

        byte[] report = Assert.Single(progress.Reports);
        Assert.Equal((3_000_000, true), (report.Length, report.All(value => value == 7)));
    }

    [Fact]
    public async Task Value_that_cannot_be_encoded_is_the_functions_own_error()
    {
        await using ProcessExecutor executor = Create();

        var error = await Assert.ThrowsAsync<PayloadException>(() => executor.RunAsync(ReportCircle, new Recorder<Node>()));

        Assert.Contains("TRM0519", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_async_locals_and_culture_are_around_its_object()
    {
        await using ProcessExecutor executor = Create();
        var local = new AsyncLocal<string> { Value = "the caller's" };
        var seen = new Recorder<string?>();

        await executor.RunAsync(ReportUpTo, 1, new Callback<int>(_ => seen.Report(local.Value)));

        Assert.Equal(["the caller's"], seen.Reports);
    }

    private ProcessExecutor Create(ConcurrentQueue<ExecutorEvent>? events = null, TimeSpan? grace = null) => Executor.Processes(
        new ProcessExecutorOptions
        {
            Workers = 1,
            UseSocket = UsesSocket,
            OnEvent = events is null ? null : events.Enqueue,
            Grace = grace ?? TimeSpan.FromSeconds(1),
        });

    private static int Number(SharedArray<int> array)
    {
        using SharedView<int> view = array.Open();
        return Volatile.Read(ref view.Span[0]);
    }

    // Noted when the report has been made. The caller is told of the last one of the window at the earliest then.
    private static void CountReports(IProgress<int> progress, SharedArray<int> made)
    {
        using SharedView<int> view = made.Open();
        for (int i = 0; i < 2000; i++)
        {
            progress.Report(i);
            Volatile.Write(ref view.Span[0], i + 1);
        }
    }

    private static int ReportUpTo(int n, IProgress<int> progress)
    {
        for (int i = 1; i <= n; i++)
            progress.Report(i);
        return n;
    }

    private static int ReportLater(IProgress<int> progress, string gate)
    {
        progress.Report(1);
        new Thread(() =>
        {
            Gate.PassBlocking(gate, 1);
            progress.Report(2);
            File.WriteAllText(Path.Combine(gate, "reported"), "");
        }).Start();
        return Environment.ProcessId;
    }

    private static void ReportFromThreads(IProgress<int> progress)
    {
        Thread[] threads =
        [
            .. Enumerable.Range(0, 4).Select(first => new Thread(() =>
            {
                for (int i = first; i < 2000; i += 4)
                    progress.Report(i);
            })),
        ];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
    }

    private static void ReportUntilCanceled(IProgress<int> progress, CancellationToken token)
    {
        for (int i = 0; ; i++)
        {
            progress.Report(i);
            token.ThrowIfCancellationRequested();
        }
    }

    private static void ReportAndDieOnce(IProgress<string> progress, string folder)
    {
        int attempt = Directory.GetFiles(folder).Length + 1;
        File.WriteAllText(Path.Combine(folder, $"attempt-{attempt}"), "");
        progress.Report($"{attempt}: 1");
        if (attempt == 1)
            WorkerFunctions.Signal(9);
        progress.Report($"{attempt}: 2");
    }

    private static void ReportCircle(IProgress<Node> progress)
    {
        var circle = new Node();
        circle.Next = circle;
        progress.Report(circle);
    }

    private sealed class Callback<T>(Action<T> onReport) : IProgress<T>
    {
        public void Report(T value) => onReport(value);
    }

    private sealed class Node
    {
        public Node? Next { get; set; }
    }
}
