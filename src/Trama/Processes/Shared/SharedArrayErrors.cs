namespace Trama.Processes.Shared;

/// <summary>One wording for the misuse of shared arrays.</summary>
internal static class SharedArrayErrors
{
    public static ObjectDisposedException Disposed() =>
        new("SharedArray", "This shared array was disposed of. One that came as an argument is valid until its call has ended, "
            + "and one that a function returns is given away with the result: keep a Duplicate() instead. (TRM0611)");

    public static ObjectDisposedException ViewClosed() =>
        new("SharedView", "This view of a shared array was closed. Open another one, and use spans only while it is open. (TRM0612)");

    public static InvalidOperationException TooLong(long length) =>
        new($"A span holds at most {int.MaxValue:N0} elements, and this shared array has {length:N0}: open parts of it, "
            + "with Open(start, length). (TRM0613)");

    public static InvalidDataException OutOfBounds(in SharedPartReference part) =>
        new($"A message claims {part.Length} elements of {part.ElementSize} bytes at {part.Offset} of {part.Address.Length} shared bytes. "
            + "(TRM0614)");
}
