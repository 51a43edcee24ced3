using System.Diagnostics;
using Trama.Running.Mapping;

namespace Trama.Processes;

internal sealed partial class ProcessWorker : IThreadPoolWorkItem
{
    private int _isHelpQueued;

    /// <summary>Takes calls from the pool's queue: one to run, and as many ahead of their turn as the pace of the last ones suggests.</summary>
    public void Fill()
    {
        Filling filling;
        lock (_gate)
            filling = FillCore();
        After(filling);
    }

    /// <summary>
    /// Asks the call's function to end, and ends the process if it does not within the grace; a call that has not begun is had back from
    /// the worker and ended. Nothing if the call is not here.
    /// </summary>
    public void End(Call call, CallEnding ending)
    {
        bool isTakenBack = false;
        lock (_gate)
        {
            int place = PlaceOf(call);
            if (place < 0 || _sent[place].Ending != CallEnding.None)
                return;
            if (_channel!.TryTakeBack(_sent[place].Mark))
            {
                _sent[place].Call = null;
                _taken--;
                isTakenBack = true;
                Advance();
            }
            else
            {
                _sent[place].Ending = ending;
                SendNumbered(FrameKind.Cancel, _sent[place].Number);
            }
        }

        if (isTakenBack)
        {
            EndAs(call, ending);
            Fill();
        }
        else
        {
            StartGrace(call);
        }
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

    /// <summary>Lets a chunk that runs here end after the item that runs: the others count as waiting.</summary>
    public void EndChunk()
    {
        lock (_gate)
        {
            if (_sent.Count > 0 && _sent[0].Call is IChunk)
                SendNumbered(FrameKind.EndChunk, _sent[0].Number);
        }
    }

    /// <summary>
    /// A thread of the shared pool that has just made a call will probably await it. Then it finds this item next, reads the answer itself,
    /// and finds the continuation after that: no thread is woken on the way. When it does something else, another thread looks for a
    /// moment, and then leaves the answer to the thread that sleeps for it.
    /// </summary>
    public void OfferHelp()
    {
        if (!Thread.CurrentThread.IsThreadPoolThread || Interlocked.Exchange(ref _isHelpQueued, 1) != 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isHelpQueued, 0);
        IChannel channel = _channel!;
        if (!channel.TryTakeOver())
            return;
        try
        {
            // After the first answer its continuation waits for this thread: what else is there is read, but not waited for.
            bool spins = true;
            while (channel.TryReceiveOrGiveBack(spins, out FrameKind kind, out ReadOnlySpan<byte> payload))
            {
                Handle(kind, new PayloadReader(payload, _codecs));
                spins = false;
            }
        }
        catch (Exception error)
        {
            Distrust(error);
            channel.GiveBack();
        }
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

    private void Handle(FrameKind kind, PayloadReader payload)
    {
        if (kind == FrameKind.Pong)
        {
            HandlePong();
            return;
        }

        long number = payload.ReadInt64();
        if (!_isReady)
        {
            HandleInitializer(kind, payload);
            return;
        }

        // Frames are handled in order, each to its end: the answer that this follows has been read.
        if (kind == FrameKind.Holding)
        {
            lock (_gate)
                SendNumbered(FrameKind.Taken, number);
            return;
        }

        Call call = Current(kind, number);
        switch (kind)
        {
            case FrameKind.Started:
                lock (_gate)
                    _sent[0].SaidStarted = true;
                break;
            case FrameKind.Item:
                if (!call.HasEnded)
                    call.ReceiveItem(payload);
                break;
            case FrameKind.ItemResult or FrameKind.ItemError when call is IChunk chunk:
                ReceiveItem(call, chunk, kind, payload);
                break;
            case FrameKind.Result or FrameKind.Error:
                Conclude(call, kind, payload);
                break;
            default:
                throw new InvalidDataException($"A worker does not send frames {kind}. (TRM0534)");
        }
    }

    private void ReceiveItem(Call call, IChunk chunk, FrameKind kind, PayloadReader payload)
    {
        if (call.HasEnded)
            return;
        payload.ReadInt64();
        if (kind == FrameKind.ItemResult)
            call.ReceiveItem(payload);
        else
            chunk.ReceiveError(ExceptionTable.Rebuild(RemoteError.Read(ref payload), _options.ExceptionCodec));
    }

    /// <summary>All that has come is read: who waits for a part of a call is told now, and not for each part.</summary>
    private void OnDry()
    {
        IChunk? chunk;
        lock (_gate)
            chunk = _sent.Count > 0 ? _sent[0].Call as IChunk : null;
        chunk?.TellProgress();
    }

    private Call Current(FrameKind kind, long number)
    {
        lock (_gate)
        {
            Advance();
            if (_sent.Count > 0 && _sent[0].Number == number)
                return _sent[0].Call!;
            string expected = _sent.Count > 0 ? $"call {_sent[0].Number} is the current one" : "none is under way";
            throw new InvalidDataException($"A frame {kind} names call {number}, but {expected}. (TRM0533)");
        }
    }

    private void Conclude(Call call, FrameKind kind, PayloadReader payload)
    {
        CallEnding ending;
        bool holdsTooMuch;
        var filling = Filling.Working;
        lock (_gate)
        {
            // Between the look at the current call and this the list can only have grown: calls leave it at the front here alone.
            Debug.Assert(_sent[0].Call == call, "Answers come in the order of the calls.");
            SentCall answered = _sent.RemoveFirst();
            answered.Grace?.Dispose();
            ending = answered.Ending;
            _pace.Lap();
            Advance();
            holdsTooMuch = NoticeMemory(call);

            // The next call first, and then the one that has ended: the worker need not wait for that.
            if (_sent.Count <= _pace.Ahead / 2)
                filling = FillCore();
        }

        try
        {
            Settle(call, ending, kind, payload);
        }
        catch (Exception error)
        {
            // An answer that can't be read is an answer: the call must not wait for another.
            call.Fail(error);
        }

        if (holdsTooMuch)
            _pool.TakeBack(this);
        After(filling);
    }

    private void Settle(Call call, CallEnding ending, FrameKind kind, PayloadReader payload)
    {
        long cpuTicks = payload.ReadInt64();
        if (cpuTicks >= 0)
        {
            call.CpuTime = TimeSpan.FromTicks(cpuTicks);
            call.Bytes += payload.Remaining;
        }

        if (ending == CallEnding.TimedOut)
            call.TimeOut();
        else if (kind == FrameKind.Error)
            call.Fail(ExceptionTable.Rebuild(RemoteError.Read(ref payload), _options.ExceptionCodec));
        else
            call.EndWithPayload(payload);
    }

    private void StartGrace(Call call)
    {
        if (_options.Grace == TimeSpan.Zero)
        {
            KillFor(call);
            return;
        }

        ITimer grace = _options.TimeProvider.CreateTimer(_ => KillFor(call), null, _options.Grace, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            // The call may have ended meanwhile, and then no answer of its would end this timer.
            int place = PlaceOf(call);
            if (place >= 0)
                _sent[place].Grace = grace;
            else
                grace.Dispose();
        }
    }

    private void KillFor(Call call)
    {
        lock (_gate)
        {
            // Given up under the lock: the call may end in this moment, and no other may start on a process that is about to be killed.
            if (PlaceOf(call) < 0)
                return;
            _isLeaving = true;
        }

        _process!.Kill();
    }

    private static void EndAs(Call call, CallEnding ending)
    {
        if (ending == CallEnding.TimedOut)
            call.TimeOut();
        else
            call.Cancel(call.CallerToken);
    }

    private int PlaceOf(Call call)
    {
        for (int i = 0; i < _sent.Count; i++)
        {
            if (_sent[i].Call == call)
                return i;
        }

        return -1;
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
