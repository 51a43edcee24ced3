using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Journal;

/// <summary>
/// One run at a time on a journal. The system's lock on an open file decides, which dies with its holder: a file that a killed run left is
/// just taken, whoever has its process id by now. What the file says is only for naming the holder.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    private JournalLock(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Takes the lock of <paramref name="journal"/>; the folders above it are made.</summary>
    /// <exception cref="JobException">TRM0774: another process has it; TRM0775: it can't be made there.</exception>
    public static JournalLock Take(string journal)
    {
        var path = journal + ".lock";
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                if (TakeOver(path, file) is { } taken) return taken;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw Explain(path, journal, cause);
            }
        }
    }

    /// <summary>Gives it up; nothing is left behind.</summary>
    public void Dispose()
    {
        // The name goes first: who opens it after that makes a file of their own, and who has it open finds that it has no name.
        File.Delete(_path);
        _file.Dispose();
    }

    // Between opening and locking its last holder may have removed the name: a lock on a file without one excludes nobody.
    private static JournalLock? TakeOver(string path, FileStream file)
    {
        if (OperatingSystem.IsLinux() && FileState.Of(file.SafeFileHandle).Inode != FileState.Of(path).Inode)
        {
            file.Dispose();
            return null;
        }
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        return new(path, file);
    }

    private static JobException Explain(string path, string journal, Exception cause)
    {
        if (DiskFull(cause)) return JobErrors.DiskFull(path);
        return cause is IOException and not (DirectoryNotFoundException or FileNotFoundException) && Holder(path) is { } pid
            ? JobErrors.OutputTaken(path, pid)
            : JobErrors.JournalNotWritable(journal, cause.Message);
    }

    private static bool DiskFull(Exception cause) => Outputs.DiskFaults.IsDiskFull(cause);

    // Read with nothing but open(2): the runtime's own streams all ask for a lock. The holder may be about to write its number: it is
    // waited for, briefly.
    private static int? Holder(string path)
    {
        var clock = Stopwatch.StartNew();
        Span<byte> text = stackalloc byte[16];
        while (clock.ElapsedMilliseconds < 1000)
        {
            try
            {
                using var file = RawFile.Open(RawNames.Encode(path));
                if (Utf8Parser.TryParse(text[..RandomAccess.Read(file, text, 0)], out int pid, out _)) return pid;
            }
            catch (JobException)
            {
                return null;
            }
            Thread.Sleep(10);
        }
        return 0;
    }
}
