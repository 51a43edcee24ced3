using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Reports;

namespace Trama.Processes.Worker;

/// <summary>
/// The reports of a running call on their way to its caller: whole, in order, and at most <see cref="ReportQueue.Window"/> ahead of the
/// caller's objects. Who reports faster than they take it waits, as it would where they are called directly. Used by any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "No wait handle is ever asked of it, so it holds nothing to free; a late report may still come.")]
internal sealed class OutgoingReports(IncomingCall call, CodecSet codecs)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(ReportQueue.Window);

    // Large values go in the frame, and not in a segment that would have to stay until somebody says that it was read.
    private readonly PayloadWriter _writer = new(codecs.WithoutSegments);
    private bool _isClosed;

    /// <summary>Sends a report. Dropped when the call has ended, and when it would have to wait and the call is cancelled.</summary>
    public void Send<T>(int target, T value, ValueCodec<T> codec)
    {
        if (!TryTakeRoom())
            return;
        bool isSent = false;
        try
        {
            // The look and the sending in one: nothing of a call may leave after its answer.
            lock (_gate)
                isSent = !_isClosed && SendCore(target, value, codec);
        }
        finally
        {
            if (!isSent)
                _room.Release();
        }
    }

    /// <summary>
    /// The function has ended: what it reports from now on is dropped, and what it has reported was taken by the caller's objects when this
    /// returns, unless the call is cancelled meanwhile.
    /// </summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_room.CurrentCount < ReportQueue.Window)
                SendEnd();
        }

        int taken = 0;
        while (taken < ReportQueue.Window && TryTakeRoom())
            taken++;

        // For those that still wait to report, to see that it is too late.
        if (taken > 0)
            _room.Release(taken);
    }

    /// <summary>The caller's objects have taken so many.</summary>
    public void AddRoom(int reports) => _room.Release(reports);

    private bool TryTakeRoom()
    {
        if (_room.Wait(0, CancellationToken.None))
            return true;
        try
        {
            _room.Wait(call.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool SendCore<T>(int target, T value, ValueCodec<T> codec)
    {
        Begin(target);
        try
        {
            codec.Write(_writer, value);
        }
        catch (Exception error) when (error is not PayloadException and not OutOfMemoryException)
        {
            throw CodecErrors.CannotWrite("A report", error, "TRM0519");
        }

        call.Send(FrameKind.Report, _writer.Written.Span);
        return true;
    }

    private void SendEnd()
    {
        Begin(ReportQueue.End);
        call.Send(FrameKind.Report, _writer.Written.Span);
    }

    private void Begin(int target)
    {
        _writer.Clear();
        _writer.WriteInt64(call.Number);
        _writer.WriteInt32(target);
    }
}
