namespace Trama.Jobs.Engine.Outputs;

/// <summary>What the system's refusals mean to a job: by their numbers, which .NET keeps in <see cref="Exception.HResult"/>.</summary>
internal static class DiskFaults
{
    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int TooManyInSystem = 23;
    private const int TooManyInProcess = 24;

    /// <summary>The job's error for a failed write to <paramref name="path"/>.</summary>
    public static JobException Explain(Exception cause, string path)
        => IsDiskFull(cause) ? JobErrors.DiskFull(path)
            : AreDescriptorsUsedUp(cause) ? JobErrors.DescriptorsUsedUp(path)
            : JobErrors.NotWritable(path, cause.Message);

    /// <summary>Whether there is no room, or no more of the user's share.</summary>
    public static bool IsDiskFull(Exception cause) => cause is IOException { HResult: NoSpace or NoQuota };

    /// <summary>Whether no more files may be open at once.</summary>
    public static bool AreDescriptorsUsedUp(Exception cause) => cause is IOException { HResult: TooManyInProcess or TooManyInSystem };
}
