using Microsoft.Win32.SafeHandles;
using Trama.Jobs.Files;
using Trama.Jobs.Photos.Headers;

namespace Trama.Jobs.Photos;

/// <summary>Opens photos, and looks at their headers before any decoder does.</summary>
internal static class PhotoFile
{
    /// <exception cref="JobException">TRM0720, TRM0722, TRM0723, TRM0782: it can't be opened, or is no file.</exception>
    public static SafeFileHandle Open(byte[] raw, string path)
    {
        var file = RawFile.Open(raw);
        try
        {
            return FileState.Of(file).Kind == FileKind.Regular ? file : throw JobErrors.NotAFile(path, "special");
        }
        catch (Exception cause)
        {
            file.Dispose();
            if (cause is IOException) throw JobErrors.Unreadable(path, cause.Message);
            throw;
        }
    }

    /// <exception cref="JobException">TRM0722: it can't be read; TRM0790 to TRM0793: it is nothing to decode.</exception>
    public static PhotoHeader Header(SafeFileHandle file, string path, PhotoLimits limits)
    {
        try
        {
            return PhotoHeaders.Read(file, path, limits);
        }
        catch (IOException cause)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
    }
}
