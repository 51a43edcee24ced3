using System.Diagnostics;
using Trama.Processes.Shared;

namespace Trama;

/// <summary>
/// A <see cref="SharedArray{T}"/> without the right to write: made by <see cref="SharedArray{T}.AsReadOnly"/>. The process that receives it
/// maps the memory so that the kernel, too, refuses writes. The maker may still write; what it writes is seen.
/// </summary>
/// <typeparam name="T">The type of the elements, which hold no references.</typeparam>
/// <remarks>
/// Safe to use from several threads and processes at once. One that a function receives is lent to it until the call ends, one that it
/// returns is given away; see <see cref="SharedArray{T}"/>. Code that forces a write through unsafe means is ended by the kernel: in a
/// worker that costs the worker, and the caller gets <see cref="WorkerCrashedException"/>.
/// </remarks>
[DebuggerDisplay("{Length} shared, read-only")]
public sealed class ReadOnlySharedArray<T> : IDisposable
    where T : unmanaged
{
    internal ReadOnlySharedArray(SharedPart<T> part) => Part = part;

    /// <summary>The number of elements.</summary>
    public long Length => Part.Length;

    internal SharedPart<T> Part { get; }

    /// <summary>
    /// Opens a view of all elements, of which there are at most 2,147,483,647. The memory stays mapped until it is disposed of.
    /// </summary>
    /// <returns>The view; open it with <c>using</c>.</returns>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    /// <exception cref="InvalidOperationException">A span can't hold that many elements; see <see cref="Open(long, int)"/>.</exception>
    public ReadOnlySharedView<T> Open() => Open(0, Part.SpanLength());

    /// <summary>Opens a view of some elements.</summary>
    /// <param name="start">The first of them, counted from 0.</param>
    /// <param name="length">Their number; 0 or more.</param>
    /// <returns>The view; open it with <c>using</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such elements.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public ReadOnlySharedView<T> Open(long start, int length) => new(Part.Open(start, length, out SharedMemoryPin pin), pin);

    /// <summary>Some of the elements as an array of their own, over the same memory.</summary>
    /// <param name="start">The first of them, counted from 0.</param>
    /// <param name="length">Their number; 0 or more.</param>
    /// <returns>The slice, which lives as long as this handle and needs no disposal of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such elements.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public ReadOnlySharedArray<T> Slice(long start, long length) => new(Part.Slice(start, length));

    /// <summary>
    /// Another handle to the same elements that does not end with this one: for a function that keeps what it was lent.
    /// </summary>
    /// <returns>The handle, to be disposed of on its own.</returns>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public ReadOnlySharedArray<T> Duplicate() => new(Part.Duplicate());

    /// <summary>
    /// Ends this handle and what was cut from it. The memory is unmapped once the last open view, call and duplicate are through with it.
    /// </summary>
    public void Dispose() => Part.Dispose();
}
