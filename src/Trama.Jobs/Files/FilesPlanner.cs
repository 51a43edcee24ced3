using System.Runtime.InteropServices;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Files;

/// <summary>
/// Finds the files and reads each once: an unreadable one is named before anything is measured, and every round of every model then
/// reads from the page cache (the notice says so).
/// </summary>
internal static class FilesPlanner
{
    // The default keeps a whole `compare` under two minutes on two cores; a folder of the user's own is never cut.
    private const long DefaultMaxBytes = 512L << 20;

    public static PlannedWork Plan(WorkRequest request, CancellationToken cancellationToken)
    {
        var given = request.Inputs.Count > 0;
        string[] roots = given ? [.. request.Inputs] : [DefaultFolder()];
        string[] found = [.. roots.SelectMany(Expand).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var (files, bytes) = ReadOnce(found, given ? long.MaxValue : DefaultMaxBytes, cancellationToken);
        return new() { Items = files, Input = Describe(string.Join(", ", roots), files.Count, bytes, found.Length) };
    }

    /// <summary>The SDK's own folder beside the runtime that runs this; where only a runtime is installed, the runtime's.</summary>
    public static string DefaultFolder()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var sdk = Path.Combine(root, "sdk");
        return Directory.Exists(sdk) ? sdk : runtime;
    }

    private static Notice Describe(string path, int items, long bytes, int found)
        => items == found
            ? Notices.Create(Notices.FilesInput, ("path", path), ("items", items), ("bytes", bytes))
            : Notices.Create(Notices.FilesInputCapped, ("path", path), ("items", items), ("bytes", bytes), ("found", found));

    private static string[] Expand(string input)
    {
        var path = Path.GetFullPath(input);
        switch (FileKinds.Of(path))
        {
            case FileKind.Missing: throw JobErrors.PathMissing(input);
            case FileKind.Regular: return [path];
            case FileKind.Other: throw JobErrors.NotAFile(input, "special");
        }

        var files = List(path);
        return files.Length > 0 ? files : throw JobErrors.FolderEmpty(input);
    }

    // Links are not followed: they could lead outside the folder, or around in circles. Pipes and sockets would never end.
    private static string[] List(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", options).Where(file => FileKinds.Of(file) == FileKind.Regular)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(folder, cause.Message);
        }
    }

    private static (List<string> Files, long Bytes) ReadOnce(string[] found, long maxBytes, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        var buffer = new byte[FilesFunctions.BufferBytes];
        long total = 0;
        foreach (var path in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            total += Read(path, buffer);
            files.Add(path);
            if (total >= maxBytes) break;
        }

        return (files, total);
    }

    private static long Read(string path, byte[] buffer)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long offset = 0;
            while (RandomAccess.Read(file, buffer, offset) is > 0 and var count) offset += count;
            return offset;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
    }
}
