using System.Diagnostics;
using Trama.Running.Mapping;

namespace Trama.Processes;

/// <content>What the worker says, and who reads it.</content>
internal sealed partial class ProcessWorker : IThreadPoolWorkItem
{
    private int _isHelpQueued;

    /// <summary>
    /// A thread of the shared pool that has just made a call will probably await it. Then it finds this item next, reads the answer itself,
    /// and finds the continuation after that: no thread is woken on the way. When it does something else, another thread looks for a
    /// moment, and then leaves the answer to the thread that sleeps for it.
    /// </summary>
    public void OfferHelp()
    {
        bool mayAwait = Thread.CurrentThread.IsThreadPoolThread;
        _channel!.LookAhead(!mayAwait);
        if (!mayAwait || Interlocked.Exchange(ref _isHelpQueued, 1) != 0)
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

    private void Handle(FrameKind kind, PayloadReader payload)
    {
        if (kind == FrameKind.Pong)
        {
            HandlePong();
            return;
        }

        if (payload.Remaining == 0)
        {
            HandleLost(kind);
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

        if (kind is FrameKind.Result or FrameKind.Error)
            Conclude(kind, number, payload);
        else
            HandleUnderWay(kind, number, payload);
    }

    private void HandleUnderWay(FrameKind kind, long number, PayloadReader payload)
    {
        Call call;
        lock (_gate)
        {
            call = CurrentCore(kind, number);
            if (kind == FrameKind.Started)
                _sent[0].SaidStarted = true;
        }

        switch (kind)
        {
            case FrameKind.Started:
                break;
            case FrameKind.Item:
                ReceiveItem(call, payload);
                break;
            case FrameKind.ItemResult or FrameKind.ItemError when call is IChunk chunk:
                ReceiveItem(call, chunk, kind, payload);
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
            ReceiveItem(call, payload);
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

    /// <summary>The call that a frame must be about: the worker answers in the order of the calls.</summary>
    private Call CurrentCore(FrameKind kind, long number)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "The list of calls is looked at under the worker's lock.");
        Advance();
        if (_sent.Count > 0 && _sent[0].Number == number)
            return _sent[0].Call!;
        string expected = _sent.Count > 0 ? $"call {_sent[0].Number} is the current one" : "none is under way";
        throw new InvalidDataException($"A frame {kind} names call {number}, but {expected}. (TRM0533)");
    }

    private void Conclude(FrameKind kind, long number, PayloadReader payload)
    {
        Call call;
        CallEnding ending;
        bool holdsTooMuch;
        var filling = Filling.Working;
        lock (_gate)
        {
            call = CurrentCore(kind, number);
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
        catch (SharedMemoryException error) when (error.IsHolderGone)
        {
            _pool.LoseAnswer(call, ending, LostResult());
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
        if (payload.Remaining == 0)
        {
            _pool.LoseAnswer(call, ending, LostResult());
            return;
        }

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
}
