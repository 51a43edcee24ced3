using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Trama.Running;

/// <summary>
/// Counts an executor's calls. Every call is counted four times by two threads, so there are several cells, each on cache lines of its own:
/// one shared counter would cost more than all the rest of a small call.
/// </summary>
/// <remarks>
/// Sums over cells are exact when nothing moves, and never show too much at rest: <see cref="IsEmpty"/> reads what has left before what has
/// entered. Both only grow and nothing leaves that has not entered, so when the two sums are equal there was a moment between the readings
/// at which no call was there. Increments are full fences: of the last two calls to leave at least one sees both.
/// </remarks>
internal sealed class CallCounters
{
    // More cells than processors, so that threads that run at one time seldom share one; 8 KiB at the most.
    private readonly Cell[] _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)Math.Min(4 * Environment.ProcessorCount, 64))];

    /// <summary>Calls that have entered and not left.</summary>
    public int Outstanding
    {
        get
        {
            long left = Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Left));
            return (int)Math.Max(0, Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Entered)) - left);
        }
    }

    /// <summary>Calls that have started and neither succeeded nor stopped otherwise.</summary>
    public int Running
    {
        get
        {
            long stopped = Succeeded + Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Stopped));
            return (int)Math.Max(0, Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Started)) - stopped);
        }
    }

    /// <summary>
    /// Calls that have entered and neither started nor ended. From how calls ended, which is booked before their callers learn of it, and not
    /// from how many have left, which comes after: who has awaited the only call finds an empty queue.
    /// </summary>
    public int Queued
    {
        get
        {
            long gone = Succeeded + Failed + Canceled + Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Withdrawn)) + Running;
            return (int)Math.Max(0, Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Entered)) - gone);
        }
    }

    public bool IsEmpty => Outstanding == 0;

    public long Succeeded => Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Succeeded));

    public long Failed => Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Failed));

    public long Canceled => Sum(static (ref Cell cell) => Interlocked.Read(ref cell.Canceled));

    public void Enter() => Interlocked.Increment(ref Mine.Entered);

    public void Start() => Interlocked.Increment(ref Mine.Started);

    /// <summary>A running call has come to another end than success, or goes back to where it waits.</summary>
    public void Stop() => Interlocked.Increment(ref Mine.Stopped);

    /// <summary>The call was taken back before anything came of it: it counts for nothing but its entry.</summary>
    public void Withdraw() => Interlocked.Increment(ref Mine.Withdrawn);

    public void Leave() => Interlocked.Increment(ref Mine.Left);

    /// <summary>Counts how a call ended. A success counts as the stop of a started call too: one increment less on the common path.</summary>
    public void Book(CallOutcome outcome)
    {
        switch (outcome)
        {
            case CallOutcome.Succeeded:
                Interlocked.Increment(ref Mine.Succeeded);
                break;
            case CallOutcome.Failed:
                Interlocked.Increment(ref Mine.Failed);
                break;
            default:
                Debug.Assert(outcome == CallOutcome.Canceled, "There are three ways for a call to end.");
                Interlocked.Increment(ref Mine.Canceled);
                break;
        }
    }

    /// <summary>
    /// Counts the items of a chunk that has ended, in place of the chunk, which has entered and leaves as one call. So that every item has
    /// entered, started, stopped and left at rest, whatever became of it.
    /// </summary>
    public void BookItems(int succeeded, int failed, int canceled, bool hasStopped)
    {
        ref Cell cell = ref Mine;
        int others = succeeded + failed + canceled - 1;
        Interlocked.Add(ref cell.Entered, others);
        Interlocked.Add(ref cell.Succeeded, succeeded);
        Interlocked.Add(ref cell.Failed, failed);
        Interlocked.Add(ref cell.Canceled, canceled);

        // A success counts as the stop of a start; the chunk has one start, which has to be stopped by one of them or by itself.
        Interlocked.Add(ref cell.Started, succeeded);
        if (!hasStopped)
            Interlocked.Increment(ref cell.Stopped);
        Interlocked.Add(ref cell.Left, others);
    }

    private delegate long Field(ref Cell cell);

    // By thread and not by processor: asking for the processor cost a fifth of a small call. Threads are numbered from 1 up, so a pool's
    // workers, started one after the other, fall on different cells. Two that share one cost each other a cache line, never a count.
    private ref Cell Mine => ref _cells[Environment.CurrentManagedThreadId & (_cells.Length - 1)];

    private long Sum(Field field)
    {
        long sum = 0;
        for (int i = 0; i < _cells.Length; i++)
            sum += field(ref _cells[i]);
        return sum;
    }

    // Two cache lines: processors fetch them in pairs.
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Cell
    {
        public long Entered;
        public long Started;
        public long Stopped;
        public long Succeeded;
        public long Failed;
        public long Canceled;
        public long Withdrawn;
        public long Left;
    }
}
