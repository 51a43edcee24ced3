using System.Buffers;
using System.Runtime.CompilerServices;

namespace Trama.Processes.Shared;

/// <summary>
/// A large argument read in place, in the caller's segment: valid until its call ends, after which the segment is another call's.
/// </summary>
/// <remarks>The mapping is read-only. Whoever casts the read-only memory away and writes is ended by the kernel.</remarks>
internal sealed class SegmentMemory<T>(SegmentReading reading) : MemoryManager<T>
    where T : unmanaged
{
    private volatile bool _isDisposed;

    public override unsafe Span<T> GetSpan()
    {
        ThrowIfDisposed();
        return new Span<T>(reading.WaitForAll(), (int)(reading.Length / Unsafe.SizeOf<T>()));
    }

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ThrowIfDisposed();
        SharedMemoryPin pin = reading.Pin();
        return new MemoryHandle((T*)reading.WaitForAll() + elementIndex, pinnable: new Pinned(pin));
    }

    public override void Unpin()
    {
        // Pins are counted by the handles themselves.
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
            reading.Dispose();
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new ObjectDisposedException(
                "ReadOnlyMemory", "An argument that is read in place is valid until its call has ended: copy what you keep. (TRM0623)");
    }

    private sealed class Pinned(SharedMemoryPin pin) : IPinnable
    {
        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException();

        public void Unpin() => pin.Dispose();
    }
}
