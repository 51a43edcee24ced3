namespace Trama.Running;

/// <summary>Takes an executor's events to the user's callback and to the event source. Never throws: an event must not harm a call.</summary>
internal sealed class EventSink(string executor, Action<ExecutorEvent>? callback, TimeProvider time)
{
    public string Executor => executor;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Whether anybody listens; a costly event need not be made when nobody does.</summary>
    public bool IsListening => callback is not null || TramaEventSource.Log.IsEnabled();

    public void Emit(ExecutorEvent happening)
    {
        TramaEventSource.Log.Executor(happening);
        if (callback is null)
            return;
        try
        {
            callback(happening);
        }
        catch (Exception error)
        {
            TramaEventSource.Log.CallbackFailed(executor, nameof(ExecutorOptions.OnEvent), error.ToString());
        }
    }

    /// <summary>Calls a user's callback whose failure is an event, not the call's.</summary>
    public void Guard<T>(Action<T> userCallback, T argument, string name)
    {
        try
        {
            userCallback(argument);
        }
        catch (Exception error)
        {
            Emit(new ExecutorEvent.CallbackFailed(executor, Now, name, error));
        }
    }
}
