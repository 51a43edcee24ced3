using Trama.Processes.Shared;

namespace Trama.Processes.Worker;

/// <summary>
/// What a worker that has had nothing to do for a while gives back: garbage, and what the runtime's compiler needed for functions that were
/// called often. There may be many workers, and most of them idle.
/// </summary>
internal static class IdleMemory
{
    // What is in use makes a collection long, and a call that comes now waits for it; garbage does not, nor do large arrays, which are neither
    // gone through nor moved. How much that is tells the last full collection, so a worker with much in use finds that out once.
    private const long MostInUse = 64L << 20;

    // An array of so many bytes is a large one: where one came there may come another soon, and memory that the system has to bring in anew,
    // page by page, costs three times the copy.
    private const long LargeArray = 1L << 20;

    // Less than this is not worth a collection.
    private const long LeastAllocated = 256L << 10;

    private static int _isAtWork;
    private static bool _hadLargeArray;
    private static long _allocatedBefore = -LeastAllocated;

    /// <summary>An array was made for a value that came.</summary>
    public static void Note(long bytes)
    {
        if (bytes >= LargeArray)
            Volatile.Write(ref _hadLargeArray, true);
    }

    /// <summary>On a thread of its own, which ends with that: the user's finalisers may take as long as they like.</summary>
    /// <param name="isLast">Whether the worker has had nothing to do for so long that it keeps nothing for the next call.</param>
    public static void GiveBack(bool isLast)
    {
        if (isLast)
            Volatile.Write(ref _hadLargeArray, false);
        if (Interlocked.Exchange(ref _isAtWork, 1) != 0)
            return;
        try
        {
            new Thread(GiveBackNow) { IsBackground = true, Name = "Trama rest" }.UnsafeStart();
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            // Where there is no thread to be had, a worker that does not rest is better than none.
            Volatile.Write(ref _isAtWork, 0);
        }
    }

    private static void GiveBackNow()
    {
        CollectGarbage();

        // The compiler keeps its working memory for the next method, until the finaliser's thread has come by after a pause. Wakes it.
        GC.WaitForPendingFinalizers();
        if (OperatingSystem.IsLinux())
            TrimHeaps();
        Volatile.Write(ref _isAtWork, 0);
    }

    private static void CollectGarbage()
    {
        if (Volatile.Read(ref _hadLargeArray))
            return;
        long allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _allocatedBefore < LeastAllocated || SmallInUse() > MostInUse)
            return;
        _allocatedBefore = allocated;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static long SmallInUse()
    {
        const int LargeObjects = 3;
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return last.HeapSizeBytes - last.GenerationInfo[LargeObjects].SizeAfterBytes;
    }

    private static void TrimHeaps()
    {
        try
        {
            _ = LibC.TrimHeaps(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not the GNU C library; others keep less.
        }
    }
}
