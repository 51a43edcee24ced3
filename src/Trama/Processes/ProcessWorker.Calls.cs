using System.Diagnostics;
using Trama.Running.Mapping;

namespace Trama.Processes;

internal sealed partial class ProcessWorker
{
    /// <summary>Takes calls from the pool's queue: one to run, and as many ahead of their turn as the pace of the last ones suggests.</summary>
    public void Fill()
    {
        Filling filling;
        lock (_gate)
            filling = FillCore();
        After(filling);
    }

    /// <summary>Gives calls back that lie here ahead of their turn, the last ones first, for another worker to run.</summary>
    /// <param name="half">Whether to keep the first half.</param>
    /// <param name="calls">Receives them, the last one first.</param>
    public void GiveBack(bool half, List<Call> calls)
    {
        lock (_gate)
            GiveBackCore(half ? 1 + (_sent.Count / 2) : 1, calls);
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
        bool hasSent = false;
        while (filling == Filling.Working && !_isLeaving && !_isStopping && MayTakeAnother())
        {
            bool isFirst = _sent.Count == 0;
            if (isFirst && IsSpent())
            {
                _isLeaving = true;
                filling = Filling.Spent;
            }
            else if (_pool.TryDequeueFor(this, isFirst) is { } call)
            {
                hasSent |= TrySend(call, isFirst);
            }
            else if (isFirst)
            {
                filling = Filling.Rested;
            }
            else
            {
                break;
            }
        }

        _ahead = Math.Max(0, _sent.Count - 1);
        if (hasSent)
            _channel!.Flush();
        return filling;
    }

    private bool MayTakeAnother() =>
        _sent.Count == 0
        || (_channel!.CanTakeBack && _sent.Count <= _pace.Ahead && _channel.HasRoom && !IsSpent());

    private void After(Filling filling)
    {
        if (filling == Filling.Spent)
            _pool.Recycle(this, _retires ?? $"it has served its {_taken} calls");
        else if (filling == Filling.Rested)
            _pool.TakeOver();
    }

    private bool TrySend(Call call, bool isFirst)
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
                if (prepared.Measure)
                    call.Bytes += prepared.Arguments.Length;
                if (call.IsStream)
                    call.OnItemConsumed = () => GiveCredit(number);
                _sent[_sent.Count - 1].Mark = Transmit(prepared, number);
                _number = number;
                _taken++;
                return true;
            }
        }
        catch (Exception error)
        {
            // What can't even be sent (too long for one frame, no memory) is the call's own failure: the worker knows nothing of it.
            // Elsewhere: the end of a call runs code of the user's, which has no business under this lock.
            ThreadPool.UnsafeQueueUserWorkItem(static end => end.call.Fail(end.error), (call, error), preferLocal: false);
        }

        _sent.RemoveLast();
        return false;
    }

    private long Transmit(PreparedCall prepared, long number)
    {
        if (!_functions.TryGetValue(prepared.Function, out int function))
        {
            // In a frame of its own, which is never taken back: later calls name the function by its number.
            _frame.Clear();
            prepared.Function.Write(_frame);
            _channel!.Send(FrameKind.Function, _frame.Written.Span);
            _functions.Add(prepared.Function, function = _functions.Count);
        }

        _frame.Clear();
        _frame.WriteInt64(number);
        prepared.WriteTo(_frame, function);
        return _channel!.Send(prepared.Kind, _frame.Written.Span);
    }

    private void GiveCredit(long number)
    {
        lock (_gate)
            SendNumbered(FrameKind.Credit, number);
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

        /// <summary>It has served its number of calls.</summary>
        Spent,
    }
}
