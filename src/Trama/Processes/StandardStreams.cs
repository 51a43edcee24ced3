using System.Text;

namespace Trama.Processes;

/// <summary>
/// This process's own standard output and error, for lines that workers wrote. Not <see cref="Console"/>: a library leaves the user's
/// console settings alone.
/// </summary>
internal static class StandardStreams
{
    private static readonly Lock Gate = new();

    public static void WriteLine(string line, bool isError)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + '\n');
        lock (Gate)
        {
            // A failure means that nobody reads any more (a closed pipe): for the program to notice at its own next line, not for its
            // calls. Not a FileStream: it would keep a position of its own, and overwrite what others have written to the same file.
            for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0;)
            {
                int written = Interop.Write(isError ? Interop.StandardError : Interop.StandardOutput, rest);
                if (written <= 0)
                    return;
                rest = rest[written..];
            }
        }
    }
}
