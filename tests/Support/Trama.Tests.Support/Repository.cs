namespace Trama.Tests.Support;

/// <summary>The sources that this test program was built from: design rules are checked on them.</summary>
public static class Repository
{
    /// <summary>The folder with Trama.slnx.</summary>
    public static string Root => Path.GetFullPath(Path.Combine(SupportPrograms.Metadata("SupportFolder"), "..", ".."));

    /// <summary>A path below the root.</summary>
    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>All C# files below a folder of the repository, build outputs left out, in a stable order.</summary>
    public static IEnumerable<string> SourcesBelow(params string[] folder)
    {
        char separator = Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(PathTo(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{separator}obj{separator}", StringComparison.Ordinal)
                && !path.Contains($"{separator}bin{separator}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }
}
