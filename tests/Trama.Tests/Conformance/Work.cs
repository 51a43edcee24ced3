using System.Globalization;

namespace Trama.Tests.Conformance;

/// <summary>The functions that the suite runs: static, so that a worker process can be told which one is meant.</summary>
internal static class Work
{
    private static readonly AsyncLocal<string?> Local = new();
    private static int _lastNumber;

    public static int Answer() => 42;

    public static int Square(int n) => n * n;

    public static async Task<int> SquareAsync(int n)
    {
        await Task.Yield();
        return n * n;
    }

    /// <summary>A higher number with every call in one process.</summary>
    public static int NextNumber() => Interlocked.Increment(ref _lastNumber);

    public static string Cultures() => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name}";

    public static string Join(string left, string right) => $"{left}+{right}";

    public static T Echo<T>(T value) => value;

    public static int SquareOrThrow(int n) => n == 3 ? throw new FormatException("three") : n * n;

    public static void Nothing()
    {
    }

    public static async Task<int> SquareUnlessThird((string Gate, int Number) item, CancellationToken token) =>
        item.Number == 3 ? await Gate.PassAsync(item.Gate, item.Number, token) : Square(item.Number);

    public static async Task<int> HoldFirst((string Gate, int Number) item, CancellationToken token) =>
        item.Number == 1 ? await Gate.PassAsync(item.Gate, item.Number, token) : item.Number;

    public static async IAsyncEnumerable<int> CountThenFail(int n)
    {
        for (int i = 1; i <= n; i++)
        {
            await Task.Yield();
            yield return i;
        }

        throw new FormatException("end");
    }

    /// <summary>What an async local held when the call came, which it then overwrites.</summary>
    public static string? SwapLocal(string value)
    {
        string? before = Local.Value;
        Local.Value = value;
        return before;
    }

    /// <summary>Which worker runs this: its process and its thread, held long enough that another call needs another worker.</summary>
    public static (int Process, int Thread) WhoAmI() => (Environment.ProcessId, Environment.CurrentManagedThreadId);

    /// <summary>A worker's identity, told while standing at a gate.</summary>
    public static (int Process, int Thread) WhoAmIBehind(string gate, int id)
    {
        Gate.PassBlocking(gate, id);
        return WhoAmI();
    }
}
