using System.Runtime.ExceptionServices;
using Trama.Async;

namespace Trama;

// A loop's life: 1 enter the thread, 2 run the main function, 3 cancel and await what is left over, 4 close, 5 leave the thread.
public sealed partial class EventLoop
{
    private ExceptionDispatchInfo? _failure;
    private bool _ending;

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    /// <summary>Lives the loop's life on this thread; returns the main function's task, which is complete.</summary>
    internal Task RunMain(Func<CancellationToken, Task> main, bool interruptible, CancellationToken cancellationToken)
    {
        if (_current is not null)
            throw LoopErrors.Nested();

        var outer = SynchronizationContext.Current;
        Driver.Attach();
        _current = this;
        try
        {
            using var canceller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var interrupt = interruptible && _options.HandleInterrupt ? _options.InterruptSource(() => Cancel(canceller)) : null;
            var call = new MainCall(main, canceller.Token);
            Drive(call);
            EndLeftovers(call.Task, canceller);
            _failure?.Throw();
            return call.Task;
        }
        finally
        {
            Driver.Detach();
            _current = null;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void Drive(MainCall call)
    {
        try
        {
            Driver.Run(new LoopCallback(MainCall.Start, call));
            Driver.RunUntil(call.Task);
        }
        catch (Exception error)
        {
            Fail(error); // from the idle handler: virtual time found that nothing will ever happen again
        }
    }

    private void EndLeftovers(Task main, CancellationTokenSource canceller)
    {
        _ending = true;
        Driver.RunPosted();
        var left = Work.Left();
        if (!main.IsCompleted)
            Cancel(canceller); // the loop ends without it, because a callback failed

        Cancel(_stopping);
        Await(main.IsCompleted ? Work.WhenEmpty() : Task.WhenAll(main, Work.WhenEmpty()));
        Driver.Refuse();
        if (left.Any)
            Report(new ExecutorEvent.Leftovers(_options.Name, Now, Work.Describe(left)));

        Work.Abandon();
    }

    private void Await(Task ended)
    {
        if (ended.IsCompleted || _options.LeftoverTimeout == TimeSpan.Zero)
            return;

        using var expiry = Driver.Timers.CreateTimer(
            static driver => ((LoopDriver)driver!).Stop(), Driver, _options.LeftoverTimeout, Timeout.InfiniteTimeSpan);
        Driver.RunUntil(ended);
    }

    /// <summary>
    /// Cancels; the functions registered with the token run here, and their exceptions are the loop's to report. Any thread.
    /// </summary>
    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl-C arrived while the loop was ending: there is nothing left to cancel.
        }
        catch (AggregateException error)
        {
            var thrown = ExceptionDispatchInfo.Capture(error);
            Driver.Queue.TryPost(new LoopCallback(static late => ((ExceptionDispatchInfo)late!).Throw(), thrown));
        }
    }

    private void Report(ExecutorEvent happened)
    {
        try
        {
            _options.OnEvent?.Invoke(happened);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>Ends the loop with this error; the first one counts.</summary>
    private void Fail(Exception error)
    {
        _failure ??= ExceptionDispatchInfo.Capture(error);
        if (!_ending) // while leftovers are awaited, the rest of them must still get their time
            Driver.Stop();
    }

    private bool IsHandled(Exception error)
    {
        try
        {
            return _options.OnUnhandledException?.Invoke(error) ?? false;
        }
        catch (Exception second)
        {
            Fail(second);
            return false;
        }
    }

    /// <summary>Keeps the driver's reports off the public surface.</summary>
    private sealed class Listener(EventLoop loop) : ILoopListener
    {
        public void OnBlocked(string name, TimeSpan duration, string? startedAt) =>
            loop.Report(new ExecutorEvent.LoopBlocked(loop._options.Name, loop.Now, name, startedAt, duration));

        public void OnCallbackFailed(string name, Exception error)
        {
            loop.Report(new ExecutorEvent.CallbackFailed(loop._options.Name, loop.Now, name, error));
            if (!loop.IsHandled(error))
                loop.Fail(error);
        }
    }
}
