using System.Runtime.InteropServices;

namespace Trama.Jobs.Photos.Vips;

/// <summary>What libvips said when an operation failed, in its own words.</summary>
internal sealed class VipsException(string message) : Exception(message)
{
    /// <summary>
    /// Takes the words out of libvips, which keeps them for the whole process: where two threads fail at once, one may find the other's
    /// beside its own, or none.
    /// </summary>
    public static unsafe string Take()
    {
        var words = VipsNative.TakeErrors();
        try
        {
            // The cause comes first, then whatever it made impossible.
            var lines = (Marshal.PtrToStringUTF8(words) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines is [var first, ..] ? first : "no reason was given";
        }
        finally
        {
            VipsNative.Free((void*)words);
        }
    }
}
