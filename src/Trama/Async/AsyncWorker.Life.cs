namespace Trama.Async;

// The thread's life: started by the first call, initialised, serving, dismissed; and what a kill or a failed initialiser does.
internal sealed partial class AsyncWorker
{
    // Functions that outlive their calls (timed out, killed) have had their token cancelled; this long the loop stays for their clean-up.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _dismissed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _startGate = new();
    private volatile bool _started;
    private volatile bool _serving;
    private TaskCompletionSource? _idle;

    /// <summary>Starts the thread; the task completes when the initialiser has run, however it ended.</summary>
    internal Task StartAsync()
    {
        EnsureStarted();
        return _ready.Task;
    }

    /// <summary>No more calls will come: the loop ends when its functions have returned, or <see cref="Grace"/> is over.</summary>
    internal void Dismiss()
    {
        lock (_startGate)
        {
            if (!_started)
            {
                _ready.TrySetResult();
                _gone.TrySetResult();
            }

            _started = true; // never again
        }

        _dismissed.TrySetResult();
    }

    /// <summary>Ends the loop and waits for that; a thread that a function holds by force is left to it.</summary>
    internal async Task StopAsync()
    {
        Dismiss();
        try
        {
            await _gone.Task.WaitAsync(Grace + Grace, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            string function = _lastStarted.TryGetTarget(out Call? call) ? call.FunctionName : _name;
            _events.Emit(new ExecutorEvent.ThreadAbandoned(_name, _events.Now, 1, function, 1));
        }
    }

    /// <summary>Ends all calls, as cancelled; functions under way are asked to return by their tokens.</summary>
    internal void Kill()
    {
        _queue.Kill();
        Call[] running;
        lock (_gate)
            running = [.. _running.Keys];
        foreach (Call call in running)
        {
            call.Cancel(CancellationToken.None);
            call.CancelFunction();
        }

        _queue.Empty();
    }

    private void EnsureStarted()
    {
        if (_started)
            return;
        lock (_startGate)
        {
            if (_started)
                return;
            _started = true;
        }

        try
        {
            // Without the execution context of whoever submitted the first call: it would live as long as the thread.
            new Thread(Live) { IsBackground = true, Name = $"{_name} loop" }.UnsafeStart();
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            Break($"its thread could not be started: {error.Message}", error);
            _ready.TrySetResult();
            _gone.TrySetResult();
        }
    }

    private void Live()
    {
        try
        {
            _loop.RunMain(_ => MainAsync(), interruptible: false, CancellationToken.None);
        }
        catch (Exception error)
        {
            // OnUnhandledException takes what callbacks throw: this is the loop's own failure, and no call may be lost to it.
            Break($"its event loop failed: {error.Message}", error);
        }
        finally
        {
            _ready.TrySetResult();
            _gone.TrySetResult();
        }
    }

    private async Task MainAsync()
    {
        if (await TryInitializeAsync().ConfigureAwait(true))
        {
            _events.Emit(new ExecutorEvent.WorkerStarted(_name, _events.Now, 1, null));
            _serving = true;
            for (int waiting = _queue.Count; waiting > 0; waiting--)
                PostServe();
        }

        _ready.TrySetResult();
        await _dismissed.Task.ConfigureAwait(true);
        await ReturnedAsync().ConfigureAwait(true);
    }

    private async Task<bool> TryInitializeAsync()
    {
        try
        {
            if (_options.Initializer is { } initializer)
                await initializer().ConfigureAwait(true);
            return true;
        }
        catch (Exception error)
        {
            Break($"the initializer of worker 1 failed: {error.Message}", error);
            return false;
        }
    }

    /// <summary>Waits for the functions that outlive their calls, for a while, and says which of them outlive that too.</summary>
    private async Task ReturnedAsync()
    {
        Task idle;
        lock (_gate)
        {
            if (_running.Count == 0)
                return;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        using var over = new CancellationTokenSource();
        await Task.WhenAny(idle, Task.Delay(Grace, _loop.TimeProvider, over.Token)).ConfigureAwait(true);
        await over.CancelAsync().ConfigureAwait(true);
        string[] left;
        lock (_gate)
            left = [.. _running.Keys.Select(static call => call.FunctionName)];
        if (left.Length > 0)
            _events.Emit(new ExecutorEvent.Leftovers(_name, _events.Now, left));
    }

    private void Break(string what, Exception reason)
    {
        // Without an executor there is no call to run either: nothing to break.
        if (_executor.TryGetTarget(out AsyncExecutor? executor))
            _queue.Break(executor.BreakFor(what, reason));
    }
}
