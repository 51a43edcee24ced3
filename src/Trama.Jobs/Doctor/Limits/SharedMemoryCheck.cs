namespace Trama.Jobs.Doctor.Limits;

/// <summary>Whether there is room for memory that processes share.</summary>
/// <param name="path">Where it lives; another folder in tests.</param>
internal sealed class SharedMemoryCheck(string path = "/dev/shm") : ICheck
{
    // Docker's default; large payloads outgrow it.
    private const long Ample = 64L << 20;

    public string Name => "shared-memory";

    public Task<Finding> RunAsync(CancellationToken cancellationToken) => Task.FromResult(Find());

    private Finding Find()
    {
        if (!OperatingSystem.IsLinux())
            return Finding.Skipped(Notices.NotTold, ("what", path));
        if (!Directory.Exists(path))
            return Finding.Warning(Notices.SharedMemoryMissing, ("path", path));
        var drive = new DriveInfo(path);
        (string, object)[] details = [("path", path), ("totalBytes", drive.TotalSize), ("freeBytes", drive.AvailableFreeSpace)];
        return drive.AvailableFreeSpace < Ample
            ? Finding.Warning(Notices.SharedMemorySmall, details)
            : Finding.Ok(Notices.SharedMemory, details);
    }
}
