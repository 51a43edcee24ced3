namespace Trama;

/// <summary>Memory that processes share can't be had or can't be reached: no room, not on this system, or its holder is gone.</summary>
public sealed class SharedMemoryException : Exception
{
    internal SharedMemoryException(string message, int? nativeErrorCode = null)
        : base(message) => NativeErrorCode = nativeErrorCode;

    /// <summary>The number of the system's error (<c>errno</c>), or null when it was not the system that refused.</summary>
    public int? NativeErrorCode { get; }

    /// <summary>Whether it went with the process that held it.</summary>
    internal bool IsHolderGone { get; init; }
}
