using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trama.Peers.Sides;

/// <summary>Real photos in a folder of this side's own, <c>in</c>, and beside it <c>out</c> for what is made of them.</summary>
internal sealed partial class PhotoSet : IDisposable
{
    // Debian's mate-backgrounds and plasma-workspace-wallpapers, under free licences; smaller files there are previews.
    private static readonly string[] Places = ["/usr/share/backgrounds/mate", "/usr/share/wallpapers"];
    private const int SmallestBytes = 200_000;

    private PhotoSet(string root, int count) => (Root, Count) = (root, count);

    public string Root { get; }

    public int Count { get; }

    /// <summary>How many have been made so far.</summary>
    public int Made
    {
        get
        {
            var made = new DirectoryInfo(Path.Combine(Root, "out"));
            return made.Exists ? made.EnumerateFiles().Count(static file => !file.Name.StartsWith('.')) : 0;
        }
    }

    /// <summary>Each photo once.</summary>
    public static PhotoSet Real() => Copy(Found().Count);

    /// <summary>So many, by giving photos several names.</summary>
    public static PhotoSet OfMany(int count) => Copy(count);

    /// <summary>Starts a line of shell in the set's folder.</summary>
    public Process Shell(string command) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
    {
        WorkingDirectory = Root,
        // Set to anything it keeps vips from warning of units in EXIF that it does not know.
        Environment = { ["VIPS_WARNING"] = "0" },
    })!;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static List<string> Found()
    {
        List<string> found = [.. Places.Where(Directory.Exists)
            .SelectMany(static place => Directory.EnumerateFiles(place, "*.jpg", SearchOption.AllDirectories))
            .Where(static file => new FileInfo(file).Length > SmallestBytes).Order(StringComparer.Ordinal)];
        return found.Count > 0 ? found : throw new InvalidOperationException($"There are no photos in {string.Join(" and ", Places)}.");
    }

    // Copied, so that all are on one disk and in memory; further names of a photo lead to the same file.
    private static PhotoSet Copy(int count)
    {
        string root = Directory.CreateTempSubdirectory("trama-peers-").FullName;
        string folder = Directory.CreateDirectory(Path.Combine(root, "in")).FullName;
        List<string> photos = Found();
        for (int i = 0; i < count; i++)
        {
            string name = Path.Combine(folder, $"{i:0000}.jpg");
            if (i < photos.Count)
                File.Copy(photos[i], name);
            else if (Link(Path.Combine(folder, $"{i % photos.Count:0000}.jpg"), name) != 0)
                throw new IOException($"{name}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return new(root, count);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}
