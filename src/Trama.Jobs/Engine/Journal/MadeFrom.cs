using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Journal;

/// <summary>The file that an output was made from.</summary>
/// <param name="Path">Its full path at that time; null: from none.</param>
/// <param name="MovedPath">Its full path, should it have been moved together with the journal.</param>
internal sealed record MadeFrom(string? Path, string? MovedPath)
{
    private static readonly StringComparison Names =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Whether it is that file: by one of the names, or, where links and mounts give it another, by what the system says.</summary>
    /// <param name="source">A full path, or null for none.</param>
    public bool Is(string? source)
        => string.Equals(source, Path, Names) || (source is not null && Path is not null && IsFile(source));

    private bool IsFile(string source)
        => string.Equals(source, MovedPath, Names) || FileState.Of(source).IsSameAs(FileState.Of(Path!));
}
