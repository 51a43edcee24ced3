using System.Diagnostics;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>However the program ends, its workers end with it, and it says no more than it has to say.</summary>
public sealed class ParentEndTests
{
    [Fact]
    public async Task Program_that_is_killed_takes_its_workers_along_within_two_seconds()
    {
        var start = new ProcessStartInfo(SupportPrograms.WorkersProbe, ["hold", "3"]) { RedirectStandardOutput = true };
        using Process program = Process.Start(start)!;
        using StreamReader output = program.StandardOutput;
        int[] workers = [.. (await output.ReadLineAsync())!.Split(' ').Select(int.Parse)];
        Assert.Equal(3, workers.Count(ProcessTree.IsAlive));

        program.Kill();
        long killed = Stopwatch.GetTimestamp();
        await program.WaitForExitAsync();
        await Until.TrueAsync(() => !workers.Any(ProcessTree.IsAlive), () => "a worker outlived its parent");

        Assert.True(Stopwatch.GetElapsedTime(killed) < TimeSpan.FromSeconds(2), $"It took {Stopwatch.GetElapsedTime(killed)}.");
    }

    // 16
    [Fact]
    public async Task Program_that_ends_with_deaf_calls_pending_ends_quietly_and_leaves_no_worker()
    {
        string mark = Guid.NewGuid().ToString("N");

        ProgramRun run = await ProgramRun.RunAsync(
            SupportPrograms.WorkersProbe, ["end-pending"], new Dictionary<string, string?> { ["TRAMA_TEST_MARK"] = mark });

        Assert.Equal((0, "42\n", ""), (run.ExitCode, run.Output, run.Error));
        await Until.TrueAsync(
            () => !ProcessTree.WithEnvironment($"TRAMA_TEST_MARK={mark}").Any(), () => "a worker outlived its program");
    }

    // 34
    [Fact]
    public async Task Pools_nest_to_the_stated_depth_and_say_so_beyond_it()
    {
        ProgramRun run = await ProgramRun.RunAsync(SupportPrograms.WorkersProbe, ["nest"]);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("1 2 refused: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("pools nest at most 2 deep", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pool_that_was_shut_down_leaves_no_process_descriptor_or_file()
    {
        await OnePool();
        (int descriptors, int files) = (Descriptors(), TemporaryFiles());
        int[] workers = await OnePool();

        Assert.All(workers, worker => Assert.False(Directory.Exists($"/proc/{worker}")));
        Assert.Equal(files, TemporaryFiles());
        await Until.TrueAsync(() => Descriptors() <= descriptors, () => $"{descriptors} descriptors before, {Descriptors()} after");

        // Of this process's descriptors only those of sockets and pipes: others come and go with the tests beside this one.
        static int Descriptors() => Directory.GetFiles("/proc/self/fd").Count(IsPipeOrSocket);
        static int TemporaryFiles() => Directory.EnumerateFileSystemEntries(Path.GetTempPath(), "*trama*").Count();
        static bool IsPipeOrSocket(string descriptor)
        {
            string? target = new FileInfo(descriptor).LinkTarget;
            return target is not null
                && (target.StartsWith("pipe:", StringComparison.Ordinal) || target.StartsWith("socket:", StringComparison.Ordinal));
        }
    }

    private static async Task<int[]> OnePool()
    {
        await using var executor = Executor.Processes(2);
        await executor.WarmUpAsync();
        int[] workers = [.. executor.Snapshot().Workers.Select(worker => worker.ProcessId!.Value)];
        await Assert.ThrowsAsync<WorkerCrashedException>(() => executor.RunAsync(WorkerFunctions.Exit, 5));
        Assert.Equal(2, await executor.RunAsync(WorkerFunctions.Double, 1));
        return workers;
    }
}
