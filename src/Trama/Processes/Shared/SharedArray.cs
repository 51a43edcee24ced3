using System.Diagnostics;
using Trama.Processes.Shared;

namespace Trama;

/// <summary>
/// An array whose elements lie in memory that processes share. Passed to a call of a <see cref="ProcessExecutor"/>, or returned by one, it
/// crosses as a handle: nothing is copied, and both sides see each other's writes. Needs 64-bit Linux.
/// </summary>
/// <typeparam name="T">The type of the elements, which hold no references.</typeparam>
/// <remarks>
/// <para>Open a view to reach the elements. The handle is safe to use from several threads and processes at once; the elements are not:
/// who writes what, and when the others read it, is for the program to order, and calls order it: what was written before a call is
/// seen by its function, and what the function wrote is seen once its result is there.</para>
/// <para>An array that a function receives is lent to it: the handle is valid until the call ends. One that it returns is given away.
/// To keep either, <see cref="Duplicate"/> it. Memory is freed when nobody holds it any more, also when processes are killed.</para>
/// </remarks>
[DebuggerDisplay("{Length} shared")]
public sealed class SharedArray<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Makes an array whose elements are all zero, all of its memory allocated.</summary>
    /// <param name="length">The number of elements; 0 or more, also more than 2,147,483,647.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or no address space is that large.</exception>
    /// <exception cref="SharedMemoryException">There is no room for it, or this system has no such memory.</exception>
    public SharedArray(long length) => Part = SharedPart<T>.Create(length);

    /// <summary>Makes an array with a copy of the elements.</summary>
    /// <param name="elements">What to copy.</param>
    /// <exception cref="SharedMemoryException">There is no room for it, or this system has no such memory.</exception>
    public SharedArray(ReadOnlySpan<T> elements)
        : this(elements.Length)
    {
        using SharedView<T> view = Open();
        elements.CopyTo(view.Span);
    }

    internal SharedArray(SharedPart<T> part) => Part = part;

    /// <summary>The number of elements.</summary>
    public long Length => Part.Length;

    internal SharedPart<T> Part { get; }

    /// <summary>
    /// Opens a view of all elements, of which there are at most 2,147,483,647. The memory stays mapped until it is disposed of.
    /// </summary>
    /// <returns>The view; open it with <c>using</c>.</returns>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    /// <exception cref="InvalidOperationException">A span can't hold that many elements; see <see cref="Open(long, int)"/>.</exception>
    public SharedView<T> Open() => Open(0, Part.SpanLength());

    /// <summary>Opens a view of some elements.</summary>
    /// <param name="start">The first of them, counted from 0.</param>
    /// <param name="length">Their number; 0 or more.</param>
    /// <returns>The view; open it with <c>using</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such elements.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public SharedView<T> Open(long start, int length) => new(Part.Open(start, length, out SharedMemoryPin pin), pin);

    /// <summary>The same elements without the right to write them: where it is received, the kernel refuses writes too.</summary>
    /// <returns>A read-only form, which lives as long as this handle and needs no disposal of its own.</returns>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public ReadOnlySharedArray<T> AsReadOnly() => new(Part.Slice(0, Length));

    /// <summary>Some of the elements as an array of their own, over the same memory.</summary>
    /// <param name="start">The first of them, counted from 0.</param>
    /// <param name="length">Their number; 0 or more.</param>
    /// <returns>The slice, which lives as long as this handle and needs no disposal of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such elements.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public SharedArray<T> Slice(long start, long length) => new(Part.Slice(start, length));

    /// <summary>
    /// Another handle to the same elements that does not end with this one: for a function that keeps what it was lent.
    /// </summary>
    /// <returns>The handle, to be disposed of on its own.</returns>
    /// <exception cref="ObjectDisposedException">The array was disposed of, or the call that lent it has ended.</exception>
    public SharedArray<T> Duplicate() => new(Part.Duplicate());

    /// <summary>
    /// Ends this handle and what was cut from it. The memory is unmapped once the last open view, call and duplicate are through with it.
    /// </summary>
    public void Dispose() => Part.Dispose();
}
