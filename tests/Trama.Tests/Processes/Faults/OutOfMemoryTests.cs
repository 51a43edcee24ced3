using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Faults;

/// <summary>Fault 8: the kernel kills for want of memory, and the runtime gives up for want of heap.</summary>
public sealed class OutOfMemoryTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task Kill_by_the_kernel_for_want_of_memory_is_named_and_costs_one_call()
    {
        using ControlGroup? group = ControlGroup.OfMemory();
        Assert.SkipWhen(group is null, "This user can't make control groups that limit memory here.");
        group.Limit($"{400 * MiB}");

        ProgramRun run = await ProgramRun.RunAsync("/bin/sh", group.ShellArguments(SupportPrograms.WorkersProbe, "hog", "600"));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Output);
        Assert.Contains("out of memory: True, exit code: 137", run.Output, StringComparison.Ordinal);
        Assert.Contains("it ran out of memory (exit code 137, SIGKILL)", run.Output, StringComparison.Ordinal);
        Assert.Contains("neighbour: 7, next: 42", run.Output, StringComparison.Ordinal);
    }

    // DOTNET_GCHeapHardLimit, which HeapLimit sets. Thrown in the function it is the function's own error; here nobody can catch it.
    [Fact]
    public async Task Runtime_that_gives_up_for_want_of_heap_is_named()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            GarbageCollector = new() { HeapLimit = 64 * MiB },
            Output = WorkerOutputMode.EventsOnly,
        });

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => executor.RunAsync(TakeAllOnAThreadOfItsOwn));

        Assert.Equal((true, "SIGABRT"), (error.OutOfMemory, error.Signal));
        Assert.Contains("it ran out of memory", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    private static void TakeAllOnAThreadOfItsOwn()
    {
        new Thread(static () =>
        {
            List<byte[]> all = [];
            while (true)
                all.Add(new byte[MiB]);
        }).Start();
        Thread.Sleep(Timeout.Infinite);
    }
}
