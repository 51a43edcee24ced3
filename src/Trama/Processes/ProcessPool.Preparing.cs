using Trama.Processes.Functions;
using Trama.Processes.Life;

namespace Trama.Processes;

/// <content>What workers do that have nothing to do: get ready for calls, and later give memory back.</content>
internal sealed partial class ProcessPool
{
    // What a pool was asked for lately it will probably be asked for again; one that is asked for much more than this is no judge of it.
    private const int MostPrepared = 16;

    private readonly List<FunctionReference> _functions = [];
    private readonly RestWatch _rest;
    private bool _hasNewFunction;

    /// <summary>A worker hears of a function for the first time. Inside that worker's lock.</summary>
    public void Note(FunctionReference function)
    {
        lock (_gate)
        {
            if (_functions.Exists(known => ReferenceEquals(known, function)))
                return;
            if (_functions.Count == MostPrepared)
                _functions.RemoveAt(0);
            _functions.Add(function);
            Volatile.Write(ref _hasNewFunction, true);
        }
    }

    private void PrepareFor(ProcessWorker worker)
    {
        FunctionReference[] functions;
        lock (_gate)
            functions = [.. _functions];
        worker.Prepare(functions);
    }

    /// <summary>Tells idle workers of a function that the pool has just been asked for the first time: they may be asked next.</summary>
    private void PrepareIdle()
    {
        if (!Volatile.Read(ref _hasNewFunction))
            return;
        List<ProcessWorker> idle;
        FunctionReference[] functions;
        lock (_gate)
        {
            _hasNewFunction = false;
            functions = [.. _functions];
            idle = _workers.FindAll(static worker => worker.State == WorkerState.Idle);
        }

        foreach (ProcessWorker worker in idle)
            worker.Prepare(functions);
    }

    private void RestIdle()
    {
        List<(ProcessWorker Worker, RestStep Step)> rested;
        lock (_gate)
            rested = _rest.TakeRested(_workers);
        foreach ((ProcessWorker worker, RestStep step) in rested)
            worker.Rest(step);
    }
}
