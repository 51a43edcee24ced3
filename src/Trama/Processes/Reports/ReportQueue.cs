using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Trama.Processes.Reports;

/// <summary>
/// The reports of one call on their way to the caller's objects: one after the other, on a thread of the shared pool, so that an object
/// that takes its time holds up neither answers nor other calls. It holds up its own function: at most <see cref="Window"/> wait here.
/// </summary>
/// <remarks>
/// One thread at a time receives. <c>_gate</c> guards what waits and whether a thread delivers; the fields below it are that thread's.
/// A call that runs again goes on with the same queue: what its attempts report never overlaps.
/// </remarks>
internal sealed class ReportQueue(Call call, IReadOnlyList<ReportTarget> targets) : IThreadPoolWorkItem
{
    /// <summary>How many reports of a call may be on their way: enough to hide the way back, little enough to hold.</summary>
    public const int Window = 64;

    /// <summary>Stands in the place of a target: no more reports will come, and somebody waits until all are taken.</summary>
    public const int End = -1;

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _waiting = new();
    private bool _isDelivering;
    private EventSink? _events;
    private Action<int>? _giveRoom;
    private Action<int>? _lastServed;
    private int _taken;

    /// <summary>An attempt of the call begins.</summary>
    /// <param name="events">Where it is told that an object of the caller's threw.</param>
    /// <param name="giveRoom">Told how many reports were taken, in halves of the window and at the end. From any thread.</param>
    public void Begin(EventSink events, Action<int> giveRoom)
    {
        (_events, _giveRoom) = (events, giveRoom);

        // What the attempt before this one has left: this one reports again.
        lock (_gate)
            _waiting.Clear();
    }

    /// <summary>Takes a report of the current attempt.</summary>
    /// <exception cref="InvalidDataException">There is no such object, or the worker sent more than it may.</exception>
    public void Receive(PayloadReader payload)
    {
        var entry = new Entry(Read(ref payload), _giveRoom!);
        lock (_gate)
        {
            // One more than reports: their end.
            if (_waiting.Count > Window)
                throw new InvalidDataException($"A worker sent more than {Window} reports ahead of their reader. (TRM0525)");
            _waiting.Enqueue(entry);
            if (_isDelivering)
                return;
            _isDelivering = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Hands a report over here and now, to who runs calls in this very process. False: it was the end, and no report.</summary>
    public bool Deliver(PayloadReader payload, EventSink events)
    {
        _events = events;
        if (Read(ref payload) is not { } report)
            return false;
        Deliver(report);
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (TryNext(out Entry entry))
        {
            if (entry.Report is { } report)
                Deliver(report);
            Count(entry);
        }
    }

    private Action? Read(ref PayloadReader payload)
    {
        int target = payload.ReadInt32();
        if (target == End)
            return null;
        if ((uint)target >= (uint)targets.Count)
            throw new InvalidDataException($"A report names object {target} of {targets.Count}. (TRM0526)");
        try
        {
            return targets[target].Read(ref payload);
        }
        catch (Exception error)
        {
            // Told in the report's place, as if its object had thrown.
            var unreadable = ExceptionDispatchInfo.Capture(CodecErrors.CannotRead($"A report of '{call.FunctionName}'", error, "TRM0518"));
            return unreadable.Throw;
        }
    }

    private bool TryNext(out Entry entry)
    {
        lock (_gate)
        {
            Debug.Assert(_isDelivering, "Who takes a report is the one who delivers.");
            _isDelivering = _waiting.TryDequeue(out entry);
            return _isDelivering;
        }
    }

    // What comes after the call's end is nobody's any more: its caller has been told how it ended.
    private void Deliver(Action report)
    {
        if (!call.HasEnded)
            _events!.Guard(Run, report, "IProgress<T>.Report");
    }

    private void Run(Action report)
    {
        if (_context is null)
            report();
        else
            ExecutionContext.Run(_context, static report => ((Action)report!)(), report);
    }

    private void Count(in Entry entry)
    {
        if (_lastServed != entry.GiveRoom)
            (_lastServed, _taken) = (entry.GiveRoom, 0);
        if (entry.Report is not null && ++_taken < Window / 2)
            return;
        entry.GiveRoom(_taken);
        _taken = 0;
    }

    /// <param name="Report">Hands the report over; null at the end.</param>
    /// <param name="GiveRoom">Tells the worker that it came from.</param>
    private readonly record struct Entry(Action? Report, Action<int> GiveRoom);
}
