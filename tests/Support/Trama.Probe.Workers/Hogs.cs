using System.Runtime.InteropServices;

namespace Trama.Probe.Workers;

/// <summary>A call that takes more memory than there is, beside one that needs little.</summary>
internal static class Hogs
{
    public static async Task<int> Feed(int mebibytes)
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 2, Output = WorkerOutputMode.EventsOnly });
        await executor.WarmUpAsync();
        Task<int> neighbour = executor.RunAsync(Functions.PauseLong, 7);
        try
        {
            await executor.RunAsync(Take, mebibytes);
            Console.WriteLine("there was enough");
        }
        catch (WorkerCrashedException error)
        {
            Console.WriteLine($"out of memory: {error.OutOfMemory}, exit code: {error.ExitCode}, {error.Message}");
        }

        Console.WriteLine($"neighbour: {await neighbour}, next: {await executor.RunAsync(Functions.Double, 21)}");
        return 0;
    }

    private static unsafe int Take(int mebibytes)
    {
        const nuint MiB = 1024 * 1024;
        for (int i = 0; i < mebibytes; i++)
            NativeMemory.Fill(NativeMemory.Alloc(MiB), MiB, 1);
        return mebibytes;
    }
}
