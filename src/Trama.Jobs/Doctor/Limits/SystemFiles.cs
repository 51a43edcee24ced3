using System.Globalization;

namespace Trama.Jobs.Doctor.Limits;

/// <summary>The small files with which Linux tells of itself; null for those that are not there.</summary>
/// <param name="root">Where they are; another folder in tests.</param>
internal sealed class SystemFiles(string root = "/")
{
    public string? Text(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path.TrimStart('/'))).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public IReadOnlyList<string> Lines(string path) => Text(path)?.Split('\n') ?? [];

    /// <summary>A file that holds one number; null also where it says "max".</summary>
    public long? Number(string path)
        => long.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
