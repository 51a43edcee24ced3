namespace Trama.Jobs.Engine.Outputs;

/// <summary>What a killed run or a dead worker left: temporary files beside outputs.</summary>
/// <param name="outputs">Full paths of everything that the job makes.</param>
internal sealed class Leftovers(IEnumerable<string> outputs)
{
    private readonly string[] _folders = [.. outputs.Select(output => Path.GetDirectoryName(output)!).Distinct(StringComparer.Ordinal)];

    /// <summary>Removes them, but for those that somebody is writing.</summary>
    public void Remove()
    {
        foreach (var folder in _folders.Where(Directory.Exists))
        {
            try
            {
                foreach (var file in Directory.EnumerateFiles(folder, OutputFile.Prefix + "*" + OutputFile.Suffix)) RemoveUnlessOpen(file);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // The folder can't be read: an item that goes there will say so, by its name.
            }
        }
    }

    // Whoever writes such a file holds it locked until it dies.
    private static void RemoveUnlessOpen(string file)
    {
        try
        {
            using var taken = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Another job's, which is at work on it.
        }
    }
}
