using Trama.Processes.Ipc.Rings;

namespace Trama.Processes.Shared;

/// <summary>
/// Bytes in a segment, seen by the side that reads. Its mapping is read-only, and stays for a moment after its use: segments come again.
/// </summary>
internal sealed class SegmentReading : IDisposable
{
    // How long a sleeping reader goes without a look whether its writer still lives.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly SegmentReference _reference;
    private readonly SharedOwner _owner;
    private int _blocks;
    private int _isDisposed;

    private SegmentReading(in SegmentReference reference, SharedOwner owner)
    {
        _reference = reference;
        _owner = owner;
    }

    public long Length => _reference.Length;

    /// <summary>Maps what the reference names, after a look whether it can be true.</summary>
    /// <exception cref="InvalidDataException">It can't.</exception>
    /// <exception cref="SharedMemoryException">The segment is not there.</exception>
    public static SegmentReading Open(in SegmentReference reference) =>
        reference.IsWithinSegment
            ? new SegmentReading(reference, SharedMappings.Instance.Get(reference.Address, readOnly: true))
            : throw new InvalidDataException($"A message claims {reference.Length} bytes at {reference.Offset} of a segment of "
                + $"{reference.Address.Length} bytes. (TRM0621)");

    /// <summary>Copies all bytes, each block as soon as it is there, into as many elements.</summary>
    public unsafe void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        if ((long)destination.Length * sizeof(T) != Length)
            throw new ArgumentException($"{destination.Length} elements do not take {Length} bytes.", nameof(destination));
        fixed (T* start = destination)
        {
            for (long at = 0; at < Length; at += Segment.BlockSize)
            {
                int length = (int)Math.Min(Segment.BlockSize, Length - at);
                WaitFor(at + length);
                LargeCopy.Copy(_owner.Memory.Pointer + _reference.Offset + at, (byte*)start + at, length, Length);
            }
        }
    }

    /// <summary>The bytes in place, once all of them are there.</summary>
    public unsafe byte* WaitForAll()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        WaitFor(Length);
        return _owner.Memory.Pointer + _reference.Offset;
    }

    /// <summary>
    /// Throws unless all bytes are there. For who can't wait: a sender that says to have sent them all and has not may never do so.
    /// </summary>
    public unsafe void RequireAll()
    {
        _blocks = Volatile.Read(ref *(int*)_owner.Memory.Pointer);
        if (_blocks < Segment.Blocks(Length))
            throw Incomplete("its sender has not written all of it");
    }

    /// <summary>Keeps the mapping while native code has its address.</summary>
    public SharedMemoryPin Pin() => new(_owner.Memory);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        SharedMappings.Instance.LingerSegment(_owner.Memory, _reference.Address.ProcessId);
        _owner.Dispose();
    }

    private unsafe void WaitFor(long bytes)
    {
        int needed = Segment.Blocks(bytes);
        int* progress = (int*)_owner.Memory.Pointer;
        var spin = new SpinWait();
        while (_blocks < needed)
        {
            int seen = Volatile.Read(ref *progress);
            if (seen == Segment.Abandoned)
                throw Incomplete("its sender gave up");
            _blocks = seen;
            if (seen >= needed)
                return;
            if (!spin.NextSpinWillYield || !Futex.IsSupported)
                spin.SpinOnce();
            else
                Sleep(progress, seen);
        }
    }

    // The word is compared as the kernel falls asleep on it, so a block that came since the look is not slept through.
    private unsafe void Sleep(int* progress, int seen)
    {
        Futex.Wait(progress, seen, LookEvery);
        if (Volatile.Read(ref *progress) == seen && !Interop.Signal(_reference.Address.ProcessId, 0))
            throw Incomplete("its sender has died", isHolderGone: true);
    }

    private SharedMemoryException Incomplete(string why, bool isHolderGone = false) =>
        new($"A value of {Length:N0} bytes did not arrive whole: {why}. (TRM0622)") { IsHolderGone = isHolderGone };
}
