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
}
