using System.Diagnostics;
using System.Runtime.InteropServices;
using Trama.Processes.Reports;
using Trama.Running.Mapping;

namespace Trama.Processes;

/// <content>What the worker says, and who reads it.</content>
internal sealed partial class ProcessWorker : IThreadPoolWorkItem
{
    private const long NoCall = -1;

    private long _answered = NoCall;
    private int _isHelpQueued;
    private volatile bool _isHelped;

    /// <summary>
    /// A thread of the shared pool that has just made a call will probably await it. Then it finds this item next, reads the answer itself,
    /// and finds the continuation after that: no thread is woken on the way. When it does something else, another thread looks for a
    /// moment, and then leaves the answer to the thread that sleeps for it.
    /// </summary>
    public void OfferHelp()
    {
        bool mayAwait = Thread.CurrentThread.IsThreadPoolThread;
        _channel!.LookAhead(!mayAwait && !_isHelped);
        _isHelped = false;
        if (!mayAwait || Interlocked.Exchange(ref _isHelpQueued, 1) != 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>
    /// A thread that blocks until a call of this worker has ended reads the answer itself, where it comes soon; and no more than what comes
    /// before it. Otherwise the thread that sleeps for it does.
    /// </summary>
    public void HelpAlong(Task task)
    {
        _isHelped = true;
        Read(until: task);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isHelpQueued, 0);

        // After the first answer its continuation waits for this thread: what else is there is read, but not waited for.
        Read(until: null);
    }

    private void Read(Task? until)
    {
        IChannel channel = _channel!;
        if (!channel.TryTakeOver())
            return;
        try
        {
            bool spins = true;
            while (channel.TryReceiveOrGiveBack(spins, out FrameKind kind, out ReadOnlySpan<byte> payload))
            {
                Handle(kind, new PayloadReader(payload, _codecs));
                if (until is null)
                {
                    spins = false;
                }
                else if (until.IsCompleted)
                {
                    channel.HandOver();
                    return;
                }
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

        if (kind == FrameKind.Lost)
        {
            HandleLost((FrameKind)payload.ReadByte());
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
                LetGo(number);
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
            case FrameKind.Report:
                ReceiveReport(call, number, payload);
                break;
            case FrameKind.ItemResult or FrameKind.ItemError when call is IChunk chunk:
                ReceiveItem(call, chunk, kind, payload);
                break;
            default:
                throw new InvalidDataException($"A worker does not send frames {kind}. (TRM0534)");
        }
    }

    // Once an answer: each is worth a frame in return, and who only ever asks must not make this side store what it does not read.
    private void LetGo(long number)
    {
        if (number != _answered)
            throw new InvalidDataException($"A worker holds something for call {number}, which it has not just answered. (TRM0533)");
        _answered = NoCall;
        SendNumbered(FrameKind.Taken, number);
    }

    private void ReceiveReport(Call call, long number, PayloadReader payload)
    {
        // What the call was made of goes with its end, and then nobody takes reports: the worker must not wait for that.
        if (call.Prepared is not PreparedCall prepared)
            GiveReportRoom(number, ReportQueue.Window);
        else if (prepared.Reports is { } reports)
            reports.Receive(payload);
        else
            throw new InvalidDataException("A worker sent a report for a call that takes none. (TRM0526)");
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
        // Read before anything is concluded: what is no answer leaves the call here, for the worker's death to decide.
        long cpuTicks = payload.ReadInt64();
        RemoteError? failure = kind == FrameKind.Error ? RemoteError.Read(ref payload) : null;
        Answered answered = TakeAnswered(kind, number, isWhole: failure is null);
        try
        {
            Settle(answered.Call, answered.Ending, cpuTicks, failure, payload);
        }
        catch (SharedMemoryException error) when (error.IsHolderGone)
        {
            _pool.LoseAnswer(answered.Call, answered.Ending, LostResult());
        }
        catch (Exception error)
        {
            // An answer that can't be read is an answer: the call must not wait for another.
            answered.Call.Fail(error);
        }

        GoOn(answered);
    }

    /// <summary>Takes the call that was answered off the list, and gives the worker the next ones: it need not wait for the end of the first.</summary>
    private Answered TakeAnswered(FrameKind kind, long number, bool isWhole)
    {
        lock (_gate)
        {
            Call call = CurrentCore(kind, number);
            if (isWhole)
                ThrowIfTooEarly(call);
            SentCall answered = _sent.RemoveFirst();
            answered.Grace?.Dispose();
            _answered = answered.Number;
            _pace.Lap();
            Advance();
            bool holdsTooMuch = NoticeMemory(call);
            Filling filling = _sent.Count <= _pace.Ahead / 2 ? FillCore() : Filling.Working;
            return new Answered(call, answered.Ending, holdsTooMuch, filling);
        }
    }

    private void GoOn(in Answered answered)
    {
        if (answered.HoldsTooMuch)
            _pool.TakeBack(this);
        After(answered.Filling);
    }

    // A chunk that its worker calls done, and whose last items have no results: nobody asked for that.
    private void ThrowIfTooEarly(Call call)
    {
        if (call is IChunk chunk
            && _sent[0] is { Ending: CallEnding.None, MayEndEarly: false }
            && chunk.Remaining().Items is > 0 and int left)
            throw new InvalidDataException($"A worker ended a chunk with {left} of its items undone. (TRM0548)");
    }

    private void Settle(Call call, CallEnding ending, long cpuTicks, RemoteError? failure, PayloadReader payload)
    {
        if (cpuTicks >= 0)
        {
            call.CpuTime = TimeSpan.FromTicks(cpuTicks);
            call.Bytes += payload.Remaining;
        }

        if (ending == CallEnding.TimedOut)
            call.TimeOut();
        else if (failure is not null)
            call.Fail(ExceptionTable.Rebuild(failure, _options.ExceptionCodec));
        else
            call.EndWithPayload(payload);
    }

    /// <summary>A call whose answer has come, and what became of its worker.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Answered(Call Call, CallEnding Ending, bool HoldsTooMuch, Filling Filling);
}
