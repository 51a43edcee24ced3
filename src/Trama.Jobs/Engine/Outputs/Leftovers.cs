namespace Trama.Jobs.Engine.Outputs;

/// <summary>What a killed run left: temporary files beside its outputs.</summary>
internal static class Leftovers
{
    /// <summary>Removes them. Only for who holds the lock: another run's would look the same.</summary>
    public static void Remove(IEnumerable<string> outputs)
    {
        foreach (var folder in outputs.Select(output => Path.GetDirectoryName(output)!).Distinct(StringComparer.Ordinal).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, OutputFile.Prefix + "*" + OutputFile.Suffix))
                File.Delete(file);
        }
    }
}
