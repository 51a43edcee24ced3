using Trama.Processes.Ipc;
using Trama.Processes.Shared;

namespace Trama.Processes.Worker;

/// <summary>
/// What a worker that has had nothing to do for a while gives back: garbage, and what the runtime's compiler needed for functions that were
/// called often. There may be many workers, and most of them idle.
/// </summary>
internal static class IdleMemory
{
    // What is in use makes a collection long, and a call that comes now waits for it; garbage does not. How much that is tells the last
    // full collection, so a worker with much in use finds that out once.
    private const long MostInUse = 64L << 20;

    // Less than this is not worth a collection.
    private const long LeastAllocated = 256L << 10;

    // 0: at rest, or not told yet; 1: at work; 2: at work, and told again meanwhile.
    private static int _work;
    private static volatile bool _keepsLargeArrays;
    private static volatile bool _isLast;
    private static int _timesDone;
    private static long _allocatedBefore = -LeastAllocated;

    /// <summary>How often it has been done.</summary>
    public static int TimesDone => Volatile.Read(ref _timesDone);

    /// <summary>
    /// On a thread of its own, which ends with that: the user's finalisers may take as long as they like. By the thread that listens to the
    /// parent.
    /// </summary>
    /// <param name="step">
    /// The memory of large arrays that the last calls came with is kept until the last step: the system would have to bring it in anew, page
    /// by page, which costs three times the copy (decision 0010).
    /// </param>
    public static void GiveBack(RestStep step)
    {
        _isLast = step == RestStep.Last;
        if (step == RestStep.First)
            _keepsLargeArrays = LargeArrays.TakeNote();
        else if (_isLast)
            _keepsLargeArrays = false;
        if (MustStart())
            Start();
    }

    // Told while it is at work, it does all of it once more: of the last step nothing may be lost.
    private static bool MustStart()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _work, 1, 0) == 0)
                return true;
            if (Interlocked.CompareExchange(ref _work, 2, 1) != 0)
                return false;
        }
    }

    private static void Start()
    {
        try
        {
            new Thread(GiveBackNow) { IsBackground = true, Name = "Trama rest" }.UnsafeStart();
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            // Where there is no thread to be had, a worker that does not rest is better than none.
            Volatile.Write(ref _work, 0);
        }
    }

    private static void GiveBackNow()
    {
        do
        {
            CollectGarbage();

            // The compiler keeps its working memory for the next method, until the finaliser's thread has come by after a pause. Wakes it.
            GC.WaitForPendingFinalizers();
            if (OperatingSystem.IsLinux())
                TrimHeaps();
            Interlocked.Increment(ref _timesDone);
        }
        while (Interlocked.Decrement(ref _work) > 0);
    }

    private static void CollectGarbage()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        if (_keepsLargeArrays || allocated - _allocatedBefore < LeastAllocated || !MayCollect())
            return;
        _allocatedBefore = allocated;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static bool MayCollect()
    {
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        if (last.HeapSizeBytes <= MostInUse)
            return true;
        if (!_isLast || SmallOf(last) > MostInUse)
            return false;

        // What counts as in use may be large arrays of calls that have ended since. A collection that moves nothing finds that out; it goes
        // through small objects for the most part, of which there are few.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        return GC.GetGCMemoryInfo(GCKind.FullBlocking).HeapSizeBytes <= MostInUse;
    }

    private static long SmallOf(GCMemoryInfo collection)
    {
        const int LargeObjects = 3;
        return collection.HeapSizeBytes - collection.GenerationInfo[LargeObjects].SizeAfterBytes;
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
