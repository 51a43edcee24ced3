using System.Runtime.CompilerServices;

namespace Trama.Probe;

internal static class Scenarios
{
    /// <summary>Main returns while calls run, and nobody disposes of the executor.</summary>
    public static async Task<int> EndWithCallsPending(Executor executor)
    {
        Console.WriteLine(await executor.RunAsync(Functions.Answer));
        for (int i = 0; i < 4; i++)
            _ = executor.RunAsync(Functions.SleepLong, 10);
        return 0;
    }

    /// <summary>The last reference to an executor goes while its calls run.</summary>
    public static async Task<int> DropTheExecutor(string model)
    {
        (Task<int>[] calls, WeakReference executor) = StartAndForget(model);
        Console.WriteLine((await Task.WhenAll(calls)).Sum());

        long deadline = Environment.TickCount64 + 20_000;
        while (executor.IsAlive && Environment.TickCount64 < deadline)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);
        }

        Console.WriteLine(executor.IsAlive ? "still there" : "gone");
        return 0;
    }

    /// <summary>A call that comes while the program is ending may be refused, but not hang or crash.</summary>
    public static async Task<int> CallWhileExiting(Executor executor)
    {
        Console.WriteLine(await executor.RunAsync(Functions.Answer));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _ = Try(executor);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Task<int>[] Calls, WeakReference Executor) StartAndForget(string model)
    {
        Executor executor = Models.Create(model);
        return ([.. Enumerable.Range(1, 4).Select(n => executor.RunAsync(Functions.SquareSlowly, n))], new WeakReference(executor));
    }

    private static async Task Try(Executor executor)
    {
        try
        {
            await executor.RunAsync(Functions.Answer);
        }
        catch (InvalidOperationException)   // ObjectDisposedException among them: the executor may already be gone
        {
        }
    }
}
