using System.Globalization;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Sleep;

/// <summary>A wait in its two natural forms: a blocked thread, and a timer of the loop.</summary>
internal static class SleepFunctions
{
    public static string Wait(int milliseconds)
    {
        using (AmbientLock.Suspend()) Thread.Sleep(milliseconds);
        return Show(milliseconds);
    }

    public static async Task<string> WaitAsync(int milliseconds)
    {
        await Task.Delay(milliseconds);
        return Show(milliseconds);
    }

    private static string Show(int milliseconds) => milliseconds.ToString(CultureInfo.InvariantCulture);
}
