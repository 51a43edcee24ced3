using System.Diagnostics;
using Trama.Processes.Functions;

namespace Trama.Processes;

/// <content>What a worker is told that has nothing to do.</content>
internal sealed partial class ProcessWorker
{
    /// <summary>Calls that it has taken so far. A glance, without the lock.</summary>
    public long Calls => Volatile.Read(ref _taken);

    /// <summary>What <see cref="Calls"/> was when it was last looked at. Guarded by the pool's lock.</summary>
    public long CallsAtLook { get; set; } = -1;

    /// <summary>How many looks have found it at rest since then. Guarded by the pool's lock.</summary>
    public int LooksAtRest { get; set; }

    /// <summary>
    /// Has the worker look up and compile functions that it will probably be asked for, so that the first call of each costs it no more
    /// than the second. Nothing once it has a call: that one must not wait.
    /// </summary>
    public void Prepare(IReadOnlyList<FunctionReference> functions)
    {
        lock (_gate)
        {
            if (_isLeaving || _isStopping || _sent.Count > 0)
                return;
            foreach (FunctionReference function in functions)
            {
                // A function and its number are two frames.
                if (!_functions.ContainsKey(function) && _channel!.HasRoom)
                    SendNumbered(FrameKind.Prepare, Define(function));
            }
        }
    }

    /// <summary>Has the worker give back memory that it does not need as long as it has nothing to do.</summary>
    /// <param name="step">How far its rest has come.</param>
    public void Rest(RestStep step)
    {
        lock (_gate)
        {
            if (!_isLeaving && !_isStopping && _sent.Count == 0)
                _socket!.Send(FrameKind.Rest, [(byte)step]);
        }
    }

    /// <summary>Spells a function out, in a frame of its own which is never taken back: later frames name it by its number.</summary>
    private int Define(FunctionReference function)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "Functions are numbered in the order in which the worker hears of them.");
        _frame.Clear();
        function.Write(_frame);
        _channel!.Send(FrameKind.Function, _frame.Written.Span);
        int number = _functions.Count;
        _functions.Add(function, number);
        _pool.Note(function);
        return number;
    }
}
