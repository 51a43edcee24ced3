using Trama.Processes.Life;
using Trama.Running.Mapping;

namespace Trama.Processes;

/// <content>Calls that are ended before their answer: taken back, asked to end, killed.</content>
internal sealed partial class ProcessWorker
{
    /// <summary>
    /// Asks the call's function to end, and ends the process if it does not within the grace; a call that has not begun is had back from
    /// the worker and ended. Nothing if the call is not here, or if the timer that says so is of an earlier attempt.
    /// </summary>
    public void End(Call call, CallEnding ending, CallTimer? timer = null)
    {
        bool isTakenBack = false;
        lock (_gate)
        {
            int place = PlaceOf(call);
            if (place < 0 || _sent[place].Ending != CallEnding.None || timer is { IsOver: true })
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
            // The next call first: the end of this one runs code of the user's.
            Fill();
            EndAs(call, ending);
        }
        else
        {
            StartGrace(call);
        }
    }

    /// <summary>Lets a chunk that runs here end after the item that runs: the others count as waiting.</summary>
    public void EndChunk()
    {
        lock (_gate)
        {
            if (_sent.Count == 0 || _sent[0].Call is not IChunk)
                return;
            _sent[0].MayEndEarly = true;
            SendNumbered(FrameKind.EndChunk, _sent[0].Number);
        }
    }

    private void StartGrace(Call call)
    {
        if (_options.Grace == TimeSpan.Zero)
        {
            KillFor(call);
            return;
        }

        ITimer grace = Timers.CreateUnset(_options.TimeProvider, () => KillFor(call));
        grace.Change(_options.Grace, Timeout.InfiniteTimeSpan);
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
        List<Call> spared = [];
        bool isKilled;
        lock (_gate)
        {
            int place = PlaceOf(call);
            if (place < 0)
                return;

            // Given up under the lock, with what lies behind: the call may end in this moment, and no other may start on a process that is
            // about to be killed. Where one behind has started the call has ended, and its answer is on its way.
            GiveBackCore(keep: place + 1, spared);
            isKilled = _sent.Count == place + 1;
            _isLeaving |= isKilled;
        }

        if (isKilled)
            _process!.Kill();
        _pool.PutBack(spared);
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
}
