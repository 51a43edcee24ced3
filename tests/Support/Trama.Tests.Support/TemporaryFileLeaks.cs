using System.Runtime.Versioning;

namespace Trama.Tests.Support;

/// <summary>
/// Gives the test program, and all that it starts, a temporary folder of its own, so that what is left there is theirs and not
/// another program's. What carries the project's prefix counts as a leak; the rest is the tests' own litter and is swept away.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class TemporaryFileLeaks
{
    private const string Prefix = "trama";
    private readonly string _before = Path.GetTempPath();

    // A short name: the path of a Unix socket has room for 108 bytes, and tests put sockets below it.
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tt-{Environment.ProcessId}");

    public TemporaryFileLeaks()
    {
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("TMPDIR", _folder);
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", _folder);
    }

    public IEnumerable<string> Find() =>
        Directory.EnumerateFileSystemEntries(_folder, $"{Prefix}*", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
            .Select(path => $"temporary file {Path.GetFileName(path)}");

    public void Clean()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _before);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        // Somebody still writes there; the folder is in the system's temporary one, so nothing is lost by leaving it.
        catch (IOException)
        {
        }
    }
}
