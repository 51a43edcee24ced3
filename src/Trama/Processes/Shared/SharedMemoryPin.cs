namespace Trama.Processes.Shared;

/// <summary>
/// Keeps shared memory mapped while a view is open. Without a finaliser, unlike <see cref="SharedMemoryReference"/>: a view that nobody
/// closes costs a mapping, but a span that somebody still uses is never unmapped behind their back.
/// </summary>
internal sealed class SharedMemoryPin : IDisposable
{
    private SharedMemory? _memory;

    public SharedMemoryPin(SharedMemory memory)
    {
        bool isHeld = false;
        memory.DangerousAddRef(ref isHeld);
        _memory = memory;
    }

    public bool IsReleased => Volatile.Read(ref _memory) is null;

    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.DangerousRelease();
}
