using System.Collections.Concurrent;
using System.Diagnostics;

namespace Trama.Tests.Processes.Faults;

/// <summary>Faults 5 and 9: workers that can't start, for what their environment or their limits are.</summary>
public sealed class StartCrashLoopTests : IDisposable
{
    private const int Workers = 8;

    // Each of the first ones, then one at a time until it is clear that none can.
    private const int MostStarts = Workers + 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("trama-start-").FullName;
    private readonly ConcurrentQueue<ExecutorEvent> _events = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bad_library_path_breaks_the_pool_within_seconds_and_says_what_the_loader_said()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "libstdc++.so.6"), "no library");
        await using ProcessExecutor executor = Create("LD_LIBRARY_PATH", _folder);

        long started = Stopwatch.GetTimestamp();
        Task<int>[] calls = [.. Enumerable.Range(0, 20).Select(n => executor.RunAsync(WorkerFunctions.Double, n))];
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);
        TimeSpan took = Stopwatch.GetElapsedTime(started);

        Assert.All(calls, call => Assert.IsType<ExecutorBrokenException>(call.Exception!.InnerException));
        string message = calls[0].Exception!.InnerException!.Message;
        Assert.Contains("error while loading shared libraries", message, StringComparison.Ordinal);
        Assert.Contains("it exited with code 127", message, StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Starts()} starts in {took.TotalMilliseconds:0} ms");
        Assert.InRange(Starts(), 3, MostStarts);
    }

    [Fact]
    public async Task Too_little_address_space_is_told_with_the_way_out()
    {
        await using ProcessExecutor executor = Create("LD_PRELOAD", await AddressLimitAsync(256));

        var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(WorkerFunctions.Double, 1));

        Assert.Contains("0x8007000E", error.Message, StringComparison.Ordinal);
        Assert.Contains("ulimit -v", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ProcessExecutorOptions.HardMemoryLimit), error.Message, StringComparison.Ordinal);
        Assert.InRange(Starts(), 3, MostStarts);
    }

    [Fact]
    public async Task Some_gigabytes_of_address_space_are_enough_for_a_worker()
    {
        await using ProcessExecutor executor = Create("LD_PRELOAD", await AddressLimitAsync(4096), workers: 1);

        Assert.Equal(2, await executor.RunAsync(WorkerFunctions.Double, 1));
    }

    private int Starts() => _events.OfType<ExecutorEvent.WorkerDied>().Count();

    private ProcessExecutor Create(string variable, string value, int workers = Workers) => Executor.Processes(new ProcessExecutorOptions
    {
        Workers = workers,
        Environment = new Dictionary<string, string?> { [variable] = value },
        Output = WorkerOutputMode.EventsOnly,
        OnEvent = _events.Enqueue,
    });

    // The limit that prlimit sets, set by the worker's own process before its runtime starts: the parent's must not be limited.
    private async Task<string> AddressLimitAsync(int mebibytes)
    {
        string source = Path.Combine(_folder, "limit.c");
        string library = Path.Combine(_folder, "limit.so");
        await File.WriteAllTextAsync(source, $$"""
            #include <sys/resource.h>
            __attribute__((constructor)) static void limit(void)
            {
                struct rlimit most = { {{mebibytes}}UL << 20, {{mebibytes}}UL << 20 };
                setrlimit(RLIMIT_AS, &most);
            }
            """);
        ProgramRun run = await ProgramRun.RunAsync("gcc", ["-shared", "-fPIC", "-o", library, source]);
        Assert.True(run.ExitCode == 0, run.Error);
        return library;
    }
}
