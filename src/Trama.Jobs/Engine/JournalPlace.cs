using System.Security.Cryptography;
using System.Text;

namespace Trama.Jobs.Engine;

/// <summary>Where a job keeps its journal.</summary>
/// <param name="Path">The journal's file; its lock and SQLite's own files lie beside it. Folders are made as needed.</param>
/// <param name="IsKept">
/// True: begun at once, kept when everything is done, so that the next run finds what is unchanged; a second run is refused while one holds
/// it. False: begun only when the run has lasted a second, and removed when everything is done.
/// </param>
internal sealed record JournalPlace(string Path, bool IsKept = true)
{
    /// <summary>The journal of a job that makes files in <paramref name="folder"/>.</summary>
    public static JournalPlace In(string folder, string job) => new(System.IO.Path.Combine(folder, ".trama", job + ".journal"));

    /// <summary>
    /// The journal of a job that makes no files: only there to bridge interruptions, among the user's states, found again by what was asked
    /// for and where.
    /// </summary>
    public static JournalPlace OfRequest(string job, IReadOnlyList<string> request)
    {
        var asked = string.Join('\0', [Environment.CurrentDirectory, .. request]);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..32];
        return new(System.IO.Path.Combine(StateFolder(), "trama", job, name + ".journal"), IsKept: false);
    }

    private static string StateFolder()
        => Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
}
