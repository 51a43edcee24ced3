using System.Globalization;

namespace Trama.Probe.Workers;

internal static class Scenarios
{
    /// <summary>One call in a worker: says that it ran in another process, and what that process found around it.</summary>
    public static async Task<int> Start()
    {
        await using var executor = Executor.Processes(1);
        try
        {
            Console.WriteLine(await executor.RunAsync(Functions.LookAround, Environment.ProcessId));
            return 0;
        }
        catch (ExecutorBrokenException error)
        {
            Console.WriteLine(error.Message);
            return 6;
        }
    }

    /// <summary>A call that may cost this process its life. The workers are told beforehand, so that the test can look for them.</summary>
    public static async Task<int> Carry(Place place, Blow blow)
    {
        await using var executor = Executor.Processes(1);
        await executor.WarmUpAsync();
        SayWorkers(executor);
        await executor.RunAsync(Bomb.Carry, new Bomb { Place = place, Blow = blow });
        return 9;
    }

    /// <summary>All workers busy for ever, and so is Main: the test kills this process.</summary>
    public static async Task<int> Hold(int workers)
    {
        await using var executor = Executor.Processes(workers);
        await executor.WarmUpAsync();
        SayWorkers(executor);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => executor.RunAsync(Functions.HoldForEver)));
        return 9;
    }

    /// <summary>Main returns while calls run and wait, deaf ones among them, and nobody disposes of the executor.</summary>
    public static async Task<int> EndWithCallsPending()
    {
        var executor = Executor.Processes(2);
        Console.WriteLine(await executor.RunAsync(Functions.Double, 21));
        for (int i = 0; i < 6; i++)
            _ = executor.RunAsync(Functions.HoldForEver);
        return 0;
    }

    /// <summary>Workers write whatever they like; it must come out as whole lines and disturb nothing.</summary>
    public static async Task<int> Talk()
    {
        await using var executor = Executor.Processes(2);
        int[] lines = [.. Enumerable.Range(0, 200)];
        int sum = 0;
        await foreach (int n in executor.MapAsync(lines, Functions.Say))
            sum += n;
        Console.WriteLine(FormattableString.Invariant($"sum {sum}"));
        return 0;
    }

    /// <summary>Holds an array of its own and one of its worker's, which holds both too; the test kills this process.</summary>
    public static async Task<int> Share()
    {
        await using var executor = Executor.Processes(1);
        using var mine = new SharedArray<byte>(1 << 20);
        using SharedArray<byte> theirs = await executor.RunAsync(Functions.MakeArray, 1 << 20);
        await executor.RunAsync(Functions.HoldArrays, mine, theirs);
        return 9;
    }

    /// <summary>Pools upon pools, until the stated depth says no.</summary>
    public static async Task<int> Nest()
    {
        await using var executor = Executor.Processes(1);
        Console.WriteLine(await executor.RunAsync(Functions.Descend, 1));
        return 0;
    }

    private static void SayWorkers(Executor executor) =>
        Console.WriteLine(string.Join(
            ' ', executor.Snapshot().Workers.Select(worker => worker.ProcessId!.Value.ToString(CultureInfo.InvariantCulture))));
}
