using System.Diagnostics;

namespace Trama.Processes.Shared;

/// <summary>
/// A run of elements in shared memory: what <see cref="SharedArray{T}"/> and <see cref="ReadOnlySharedArray{T}"/> have in common.
/// </summary>
internal sealed class SharedPart<T> : IDisposable
    where T : unmanaged
{
    private readonly SharedOwner _owner;
    private readonly bool _isSlice;
    private volatile bool _isDisposed;

    public unsafe SharedPart(SharedOwner owner, long offset, long length, bool isSlice)
    {
        Debug.Assert(
            offset >= 0 && length >= 0 && (UInt128)offset + (UInt128)length * (uint)sizeof(T) <= (UInt128)owner.Memory.Length,
            "A part lies within its memory.");
        _owner = owner;
        Offset = offset;
        Length = length;
        _isSlice = isSlice;
    }

    public SharedMemory Memory => _owner.Memory;

    /// <summary>In bytes, from the beginning of the memory.</summary>
    public long Offset { get; }

    public long Length { get; }

    public static unsafe SharedPart<T> Create(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue / sizeof(T));
        SharedMemory memory = SharedMemory.Create("trama-array", Math.Max(length * sizeof(T), 1));
        SharedMappings.Instance.Register(memory);

        // The owner's reference is the only one from here on: the memory is unmapped with it, whether it is disposed of or collected.
        var owner = new SharedOwner(memory);
        memory.Dispose();
        return new SharedPart<T>(owner, offset: 0, length, isSlice: false);
    }

    public unsafe SharedPart<T> Slice(long start, long length)
    {
        ThrowIfDisposed();
        CheckRange(start, length);
        return new SharedPart<T>(_owner, Offset + start * sizeof(T), length, isSlice: true);
    }

    /// <summary>The same elements, in a handle of their own that outlives this one.</summary>
    public SharedPart<T> Duplicate() => new(new SharedOwner(Memory, Hold()), Offset, Length, isSlice: false);

    /// <summary>Keeps the memory for a call, whatever becomes of this handle.</summary>
    public SharedMemoryReference Hold()
    {
        ThrowIfDisposed();
        try
        {
            return Memory.Hold();
        }
        catch (ObjectDisposedException)
        {
            // Disposed of by another thread between the two.
            throw SharedArrayErrors.Disposed();
        }
    }

    public unsafe Span<T> Open(long start, int length, out SharedMemoryPin pin)
    {
        ThrowIfDisposed();
        CheckRange(start, length);
        try
        {
            pin = new SharedMemoryPin(Memory);
        }
        catch (ObjectDisposedException)
        {
            throw SharedArrayErrors.Disposed();
        }

        return new Span<T>(Memory.Pointer + Offset + start * sizeof(T), length);
    }

    /// <summary>The length, where all elements fit into one span.</summary>
    public int SpanLength() => Length <= int.MaxValue ? (int)Length : throw SharedArrayErrors.TooLong(Length);

    public void Dispose()
    {
        _isDisposed = true;
        if (!_isSlice)
            _owner.Dispose();
    }

    /// <summary>
    /// The handle was lent for one call, which is over. Its memory stays mapped for a moment: the next call may bring it again.
    /// </summary>
    public void EndLoan()
    {
        if (!_owner.IsDisposed)
            SharedMappings.Instance.LingerArray(Memory);
        Dispose();
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed || _owner.IsDisposed)
            throw SharedArrayErrors.Disposed();
    }

    private void CheckRange(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - start);
    }
}
