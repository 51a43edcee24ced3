using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Reports;

/// <summary>What is refused before a call is queued, and what runs in this very process with the encoding kept.</summary>
public sealed class RefusedProgressTests(SharedPool pool) : IClassFixture<SharedPool>
{
    [Fact]
    public void What_is_reported_must_be_data_and_the_member_at_fault_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => { _ = pool.Executor.RunAsync(TakeOpened, new Recorder<Opened>()); });

        Assert.Equal("Opened.File", Assert.IsType<PayloadException>(error.InnerException).Member);
    }

    [Fact]
    public void Shared_array_is_no_report()
    {
        var error = Assert.Throws<ArgumentException>(
            () => { _ = pool.Executor.RunAsync(static (IProgress<(int, SharedArray<int>)> _) => { }, new Recorder<(int, SharedArray<int>)>()); });

        Assert.Contains("is a shared array", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Function_that_declares_a_class_is_told_to_declare_the_interface()
    {
        var error = Assert.Throws<ArgumentException>(() => { _ = pool.Executor.RunAsync(TakeClass, new Progress<int>()); });

        Assert.Contains("Declare it as IProgress<Int32>. (TRM0529)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_object_inside_another_object_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => { _ = pool.Executor.RunAsync(static (Holder holder) => holder.Id, new Holder(1, new Progress<int>())); });

        Assert.Equal("Holder.Done", Assert.IsType<PayloadException>(error.InnerException).Member);
    }

    [Fact]
    public async Task Progress_object_is_no_result()
    {
        var error = await Assert.ThrowsAsync<PayloadException>(() => pool.Executor.RunAsync(static () => (IProgress<int>)new Progress<int>()));

        Assert.Contains("not returned by it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inline_reports_are_encoded_and_taken_at_once()
    {
        var events = new List<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Inline = true, OnEvent = events.Add });
        var progress = new Recorder<Line>();
        _reported = new Line("the function's own");

        Assert.True(await executor.RunAsync(ReportOwn, (IProgress<Line>)progress));
        await executor.RunAsync(ReportOwn, (IProgress<Line>)new Throwing());

        Line report = Assert.Single(progress.Reports);
        Assert.Equal(_reported, report);
        Assert.NotSame(_reported, report);
        Assert.IsType<FormatException>(Assert.IsType<ExecutorEvent.CallbackFailed>(Assert.Single(events)).Error);
    }

    private static Line? _reported;

    private static bool ReportOwn(IProgress<Line> progress)
    {
        progress.Report(_reported!);
        return progress is not Recorder<Line>;
    }

    private static void TakeOpened(IProgress<Opened> progress) => progress.Report(new Opened(1, Stream.Null));

    private static void TakeClass(Progress<int> progress) => ((IProgress<int>)progress).Report(1);

    private sealed class Throwing : IProgress<Line>
    {
        public void Report(Line value) => throw new FormatException(value.Text);
    }

    private sealed record Line(string Text);

    private sealed record Opened(int Id, Stream File);

    private sealed record Holder(int Id, IProgress<int> Done);
}
