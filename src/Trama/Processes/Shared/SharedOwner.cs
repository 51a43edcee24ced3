namespace Trama.Processes.Shared;

/// <summary>
/// One handle's right to shared memory, common to the array that a user disposes of and to the slices and read-only forms cut from it.
/// Dropped without being disposed of, it is released by the finaliser of its reference.
/// </summary>
internal sealed class SharedOwner : IDisposable
{
    private readonly SharedMemoryReference _own;
    private volatile bool _isDisposed;

    public SharedOwner(SharedMemory memory)
        : this(memory, memory.Hold())
    {
    }

    /// <summary>Takes over a reference that its maker holds already.</summary>
    public SharedOwner(SharedMemory memory, SharedMemoryReference own)
    {
        Memory = memory;
        _own = own;
    }

    public SharedMemory Memory { get; }

    public bool IsDisposed => _isDisposed;

    public void Dispose()
    {
        _isDisposed = true;
        _own.Dispose();
    }
}
