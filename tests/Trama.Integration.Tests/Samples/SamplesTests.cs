using System.Globalization;
using System.Text.RegularExpressions;

namespace Trama.Integration.Tests.Samples;

[Deadline(300)]
public sealed partial class SamplesTests
{
    // One after the other the waits would take 6 s; together they take as long as the longest, 3 s.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(2.9);
    private static readonly TimeSpan OneAfterTheOther = TimeSpan.FromSeconds(5.9);

    [Fact]
    public async Task Async_starts_all_tasks_together_and_each_ends_after_its_own_time()
    {
        SampleRun run = await SampleRun.OfAsync("async.cs");

        AssertPrinted(
            run,
            "Tarefa 1 começou",
            "Tarefa 2 começou",
            "Tarefa 3 começou",
            "Tarefa 2 terminou após 1s",
            "Tarefa 1 terminou após 2s",
            "Tarefa 3 terminou após 3s");
        Assert.InRange(run.Elapsed, Together, OneAfterTheOther);
    }

    [Fact]
    public async Task Threads_wait_at_the_same_time()
    {
        SampleRun run = await SampleRun.OfAsync("threads.cs");

        AssertPrinted(
            run,
            "Tarefa 1 começou",
            "Tarefa 2 começou",
            "Tarefa 3 começou",
            "Tarefa 1 terminou após 1s",
            "Tarefa 2 terminou após 2s",
            "Tarefa 3 terminou após 3s");
        Assert.InRange(run.Elapsed, Together, OneAfterTheOther);
    }

    [Fact]
    public async Task Pool_prints_results_in_input_order_with_the_time_each_took()
    {
        SampleRun run = await SampleRun.OfAsync("pool.cs");

        double[] times = [.. run.Lines.Select(line => double.Parse(TimeTaken().Match(line).Groups[1].Value, CultureInfo.InvariantCulture))];
        AssertPrinted(
            run with { Lines = [.. run.Lines.Select(line => TimeTaken().Replace(line, ""))] },
            "Tarefa 1 terminou após 2s",
            "Tarefa 2 terminou após 3s",
            "Tarefa 3 terminou após 1s");

        // On an idle machine these are 2.00, 3.00 and 1.00; a busy one wakes a thread later, never earlier.
        Assert.InRange(times[0], 2.00, 2.90);
        Assert.InRange(times[1], 3.00, 3.90);
        Assert.InRange(times[2], 1.00, 1.90);
    }

    [Fact]
    public async Task Processes_survive_a_crash_and_a_kill()
    {
        SampleRun run = await SampleRun.OfAsync("processes.cs");

        AssertPrinted(
            run,
            "Primos até 300000: 25997; até 400000: 33860",
            "Um processo caiu com o código 3; o pool continua",
            "Um processo passou de 1s e foi encerrado",
            "Primos até 100000: 9592");
    }

    private static void AssertPrinted(SampleRun run, params string[] lines)
    {
        Assert.Equal("", run.Error);
        Assert.Equal(lines, run.Lines);
        Assert.Equal(0, run.ExitCode);
    }

    [GeneratedRegex(@" \(em ([0-9]+\.[0-9]{2})s\)$")]
    private static partial Regex TimeTaken();
}
