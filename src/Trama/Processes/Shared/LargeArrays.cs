namespace Trama.Processes.Shared;

/// <summary>Whether large arrays have come to this process of late: where one came, another may come soon.</summary>
internal static class LargeArrays
{
    // Below that there is little memory for the system to bring in.
    private const long Large = 1L << 20;

    private static int _hasCome;

    /// <summary>An array was made for a value that came.</summary>
    public static void Note(long bytes)
    {
        if (bytes >= Large)
            Volatile.Write(ref _hasCome, 1);
    }

    /// <summary>Whether one has come since this was last asked.</summary>
    public static bool TakeNote() => Interlocked.Exchange(ref _hasCome, 0) != 0;
}
