using System.Collections.Concurrent;
using System.Text;

namespace Trama.Tests.Processes;

/// <summary>What workers write comes back line by line and can't harm the calls.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Lines_are_events_with_the_workers_number_also_the_last_ones_before_the_end()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 1, Output = WorkerOutputMode.EventsOnly, OnEvent = events.Enqueue });
        await executor.RunAsync(WriteLines, 300);
        await executor.DisposeAsync();

        ExecutorEvent.WorkerOutput[] lines = [.. events.OfType<ExecutorEvent.WorkerOutput>()];
        Assert.Equal(Enumerable.Range(0, 300).Select(n => $"out {n} ação"), lines.Where(line => !line.IsError).Select(line => line.Line));
        Assert.Equal(["err", "no end"], lines.Where(line => line.IsError).Select(line => line.Line));
        Assert.All(lines, line => Assert.Equal(1, line.Worker));
    }

    [Fact]
    public async Task Noise_on_the_streams_does_not_reach_the_protocol()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 2, Output = WorkerOutputMode.EventsOnly });

        int[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => executor.RunAsync(Noise, n)));

        Assert.Equal(Enumerable.Range(0, 20), results);
    }

    [Fact]
    public async Task Last_words_of_a_worker_are_in_the_error()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Output = WorkerOutputMode.EventsOnly });

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(
            () => executor.RunAsync(static () => Environment.FailFast("the disk is on fire")));

        Assert.Contains("the disk is on fire", error.StandardErrorTail, StringComparison.Ordinal);
        Assert.Contains("the disk is on fire", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segmentation_fault_is_told_by_its_signal()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Output = WorkerOutputMode.EventsOnly });

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => executor.RunAsync(WorkerFunctions.Segfault));

        Assert.Equal((139, "SIGSEGV"), (error.ExitCode, error.Signal));
    }

    // To pipes and to one file for both streams: whole lines either way, none lost, and the result after them.
    [Fact]
    public async Task Forwarded_lines_come_out_whole_on_a_pipe()
    {
        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.WorkersProbe, ["talk"]);

        Assert.Equal(0, run.ExitCode);
        AssertWhole(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            Enumerable.Range(0, 200).Select(n => $"error {n}").Order(),
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task Forwarded_lines_come_out_whole_in_a_file()
    {
        string file = Path.GetTempFileName();
        ProgramRun run = await ProgramRun.RunAsync(
            "/bin/sh", ["-c", "exec \"$0\" talk >\"$1\" 2>/dev/null", SupportPrograms.WorkersProbe, file]);

        Assert.Equal(0, run.ExitCode);
        AssertWhole(await File.ReadAllLinesAsync(file));
        File.Delete(file);
    }

    private static void AssertWhole(IEnumerable<string> lines)
    {
        string[] said = [.. lines.Where(line => line.Length > 0 && !char.IsControl(line[0]))];
        Assert.Contains("sum 19900", said);
        Assert.Equal(
            Enumerable.Range(0, 200).Select(n => $"line {n} begins and ends").Order(),
            said.Where(line => line.StartsWith("line", StringComparison.Ordinal)).Order());
    }

    private static void WriteLines(int count)
    {
        for (int i = 0; i < count; i++)
            Console.WriteLine($"out {i} ação");
        Console.Error.WriteLine("err");
        Console.Error.Write("no end");
    }

    private static int Noise(int n)
    {
        using Stream output = Console.OpenStandardOutput();
        var bytes = new byte[100_000];
        new Random(n).NextBytes(bytes);
        output.Write(bytes);
        output.Write(Encoding.UTF8.GetBytes("\n\n"));
        return n;
    }
}
