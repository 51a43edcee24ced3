using System.Diagnostics;
using Trama.Running.Mapping;

namespace Trama.Processes;

internal sealed partial class ProcessWorker
{
    // Enough that the pool's lock is taken for few calls of a thousand; not so many that one worker empties the queue before the others.
    private const int MostFetched = 16;

    /// <summary>Takes calls from the pool's queue: one to run, and as many ahead of their turn as the pace of the last ones suggests.</summary>
    public void Fill()
    {
        Filling filling;
        lock (_gate)
            filling = FillCore();
        After(filling);
    }

    /// <summary>Gives calls back that lie here ahead of their turn, the last ones first, for another worker to run.</summary>
    /// <param name="half">Whether to keep the first half of those behind the one that runs; of a single one, nothing.</param>
    /// <param name="calls">Receives them, the last one first.</param>
    public void GiveBack(bool half, List<Call> calls)
    {
        lock (_gate)
            GiveBackCore(half ? 1 + ((_sent.Count - 1) / 2) : 1, calls);
    }

    private void GiveBackCore(int keep, List<Call> calls)
    {
        while (_sent.Count > keep)
        {
            ref SentCall last = ref _sent[_sent.Count - 1];
            if (last.Call is { } call)
            {
                if (!_channel!.TryTakeBack(last.Mark))
                    break;
                calls.Add(call);
                _taken--;
            }

            _sent.RemoveLast();
        }

        _ahead = Math.Max(0, _sent.Count - 1);
    }

    private Filling FillCore()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "Who fills a worker holds its lock.");
        var filling = Filling.Working;
        while (filling == Filling.Working && !_isLeaving && !_isStopping && Room() is > 0 and int room)
        {
            bool isIdle = _sent.Count == 0;
            if (isIdle && IsSpent())
            {
                _isLeaving = true;
                filling = Filling.Spent;
                break;
            }

            int count = _pool.DequeueFor(this, isIdle, _fetched.AsSpan(0, room));
            if (count == 0)
            {
                filling = isIdle ? Filling.Rested : Filling.Working;
                break;
            }

            if (!TrySendFetched(count))
                filling = Filling.Crowded;
        }

        _ahead = Math.Max(0, _sent.Count - 1);

        // Also when no call was sent: a function may have been spelled out for one that has ended meanwhile.
        _channel!.Flush();
        return filling;
    }

    // One that has nothing gets a call in any case.
    private int Room()
    {
        if (_sent.Count > 0 && (!_channel!.HasRoom || IsSpent()))
            return 0;
        int most = _channel!.CanTakeBack ? _pace.Ahead + 1 : 1;
        long left = (_options.MaxCallsPerWorker ?? long.MaxValue) - _taken;
        return Math.Max(_sent.Count == 0 ? 1 : 0, (int)Math.Min(Math.Min(most - _sent.Count, left), MostFetched));
    }

    /// <summary>False: there was no room for all of them, and the last ones are back in the queue.</summary>
    private bool TrySendFetched(int count)
    {
        int sent = 0;
        while (sent < count && (_sent.Count == 0 || _channel!.HasRoom))
            Send(_fetched[sent++]!, isFirst: _sent.Count == 0);
        _pool.PutBackUnsent(_fetched.AsSpan(sent, count - sent));
        Array.Clear(_fetched, 0, count);
        return sent == count;
    }

    private void After(Filling filling)
    {
        if (filling == Filling.Spent)
            _pool.Recycle(this, _retires ?? $"it has served its {_taken} calls");
        else if (filling == Filling.Rested)
            _pool.TakeOver();
        else if (filling == Filling.Crowded)
            _pool.Share();
    }

    // Not when the call has ended meanwhile.
    private void Send(Call call, bool isFirst)
    {
        // In the list first: a cancellation that comes with the start must find the call here.
        _sent.AddLast(new SentCall { Call = call, Number = _number + 1, IsRunning = isFirst });
        if (isFirst)
        {
            _pace.Start();
            (call as IChunk)?.StartClock();
        }

        try
        {
            // What is gone went with the end of the call.
            if (call.Prepared is PreparedCall prepared && (isFirst ? call.TryStart(Id) : call.TrySend()))
            {
                long number = _number + 1;
                if (call.IsStream)
                    call.OnItemConsumed = () => GiveCredit(number);
                prepared.Reports?.Begin(_pool.Events, reports => GiveReportRoom(number, reports));
                if (TryTransmit(call, prepared, number, out _sent[_sent.Count - 1].Mark))
                {
                    _number = number;
                    _taken++;
                    return;
                }
            }
        }
        catch (Exception error)
        {
            // What can't even be sent (too long for one frame, no memory) is the call's own failure: the worker knows nothing of it.
            // Elsewhere: the end of a call runs code of the user's, which has no business under this lock.
            ThreadPool.UnsafeQueueUserWorkItem(static end => end.call.Fail(end.error), (call, error), preferLocal: false);
        }

        _sent.RemoveLast();
    }

    // False: the call has ended, and what was read of its arguments may be nothing any more.
    private bool TryTransmit(Call? call, PreparedCall prepared, long number, out long mark)
    {
        if (!_functions.TryGetValue(prepared.Function, out int function))
            function = Define(prepared.Function);
        _frame.Clear();
        _frame.WriteInt64(number);
        int bytes = prepared.WriteTo(call, _frame, function);
        mark = 0;
        if (call is { } && !call.HadArguments())
            return false;
        if (prepared.Measure)
            call!.Bytes += bytes + prepared.Beside;
        mark = _channel!.Send(prepared.Kind, _frame.Written.Span);
        return true;
    }

    private void GiveCredit(long number)
    {
        lock (_gate)
            SendNumbered(FrameKind.Credit, number);
    }

    private void GiveReportRoom(long number, int reports)
    {
        lock (_gate)
        {
            _frame.Clear();
            _frame.WriteInt64(number);
            _frame.WriteInt32(reports);
            _channel!.Send(FrameKind.ReportsTaken, _frame.Written.Span);
        }
    }

    private void SendNumbered(FrameKind kind, long number)
    {
        _frame.Clear();
        _frame.WriteInt64(number);
        _channel!.Send(kind, _frame.Written.Span);
        _channel.Flush();
    }

    // The worker passes over frames that were taken back, and so does the list of what it has; the call at its head is the one that runs.
    private void Advance()
    {
        while (_sent.Count > 0 && _sent[0].Call is null)
            _sent.RemoveFirst();
        if (_sent.Count > 0 && !_sent[0].IsRunning)
        {
            _sent[0].IsRunning = true;
            _sent[0].Call!.TryStart(Id);
            (_sent[0].Call as IChunk)?.StartClock();
        }

        _ahead = Math.Max(0, _sent.Count - 1);
    }

    /// <summary>What came of an attempt to give a worker something to do.</summary>
    private enum Filling
    {
        /// <summary>It has something, or is on its way out.</summary>
        Working,

        /// <summary>It has nothing, and nothing waits.</summary>
        Rested,

        /// <summary>It has something, and what it has no room for is back in the queue, where others may be idle by now.</summary>
        Crowded,

        /// <summary>It has served its number of calls.</summary>
        Spent,
    }
}
