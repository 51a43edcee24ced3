using System.Runtime.ConstrainedExecution;

namespace Trama.Processes.Shared;

/// <summary>
/// One holder of shared memory. Disposing of it twice releases once; one that is dropped is released by its finaliser. From any thread.
/// </summary>
internal sealed class SharedMemoryReference : CriticalFinalizerObject, IDisposable
{
    private SharedMemory? _memory;

    public SharedMemoryReference(SharedMemory memory)
    {
        bool isHeld = false;
        memory.DangerousAddRef(ref isHeld);
        _memory = memory;
    }

    ~SharedMemoryReference() => Release();

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release() => Interlocked.Exchange(ref _memory, null)?.DangerousRelease();
}
