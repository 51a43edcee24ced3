namespace Trama.Probe;

internal static class Functions
{
    public static int Answer() => 42;

    public static async Task<int> SquareSlowly(int n)
    {
        await Task.Delay(100);
        return n * n;
    }

    /// <summary>Longer than any test waits: a program that waited for it would be seen to hang.</summary>
    public static async Task SleepLong(int minutes) => await Task.Delay(TimeSpan.FromMinutes(minutes));
}
