namespace Trama.Probe.Workers;

internal static class Functions
{
    public static int Double(int n) => 2 * n;

    /// <summary>What a worker is: another process, with no mark of it left for programs that it starts, and its input at the end.</summary>
    public static string LookAround(int parent) =>
        $"other process: {Environment.ProcessId != parent}, mark: {Environment.GetEnvironmentVariable("TRAMA_WORKER") ?? "none"}, "
        + $"hooks: {Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") ?? "none"}, "
        + $"earlier hook ran: {AppContext.GetData("EarlierHook") ?? "no"}, input: {Console.ReadLine() ?? "at its end"}";

    public static int Pause(int n)
    {
        Thread.Sleep(20);
        return n;
    }

    public static int PauseLong(int n)
    {
        Thread.Sleep(1500);
        return n;
    }

    public static void HoldForEver() => Thread.Sleep(Timeout.Infinite);

    /// <summary>Lines, half lines and bytes that look like a frame, on both streams.</summary>
    public static int Say(int n)
    {
        Console.Out.Write($"line {n} be");
        Console.Out.Flush();
        Console.Out.WriteLine($"gins and ends");
        using (Stream raw = Console.OpenStandardOutput())
            raw.Write("\u0004\u0000\u0000\u0000\u0006\u0001\n"u8);
        Console.Error.WriteLine($"error {n}");
        return n;
    }

    public static SharedArray<byte> MakeArray(int length) => new(length);

    /// <summary>Says who it is once it has both arrays mapped.</summary>
    public static void HoldArrays(SharedArray<byte> first, SharedArray<byte> second)
    {
        using SharedView<byte> one = first.Open();
        using SharedView<byte> other = second.Open();
        Console.WriteLine(Environment.ProcessId);
        HoldForEver();
    }

    public static async Task<string> Descend(int level)
    {
        try
        {
            await using var executor = Executor.Processes(1);
            return $"{level} " + await executor.RunAsync(Descend, level + 1);
        }
        catch (InvalidOperationException error)
        {
            return $"{level} refused: {error.Message}";
        }
    }
}
