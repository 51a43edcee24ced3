using System.Diagnostics;

namespace Trama.Tests.Conformance;

internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a condition that must come true, however long the machine takes; fails with what is missing.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> missing)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, missing());
            await Task.Delay(5);
        }
    }
}
