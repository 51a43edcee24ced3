namespace Trama.Async;

/// <summary>
/// One entry of a <see cref="CallbackQueue"/>: what to call, and with what. A struct, so that queueing allocates nothing.
/// </summary>
internal readonly record struct LoopCallback(SendOrPostCallback Callback, object? State)
{
    internal static readonly SendOrPostCallback RunAction = static state => ((Action)state!)();

    internal void Invoke() => Callback(State);

    /// <summary>The stack of whoever posted it, if anybody asked for that to be kept.</summary>
    internal string? StartedAt => (State as TracedCallback)?.StartedAt;

    /// <summary>A name for people; costs reflection, so it is asked for only when there is something to report.</summary>
    internal string Name => State switch
    {
        INamedWork work => work.Name,
        Action action => CallbackName.Of(action),
        { } box when CallbackName.OfStateMachine(box.GetType()) is { } name => name, // Task.Yield passes the box itself
        _ => CallbackName.Of(Callback),
    };
}

/// <summary>A queued object that knows which of the user's functions it stands for.</summary>
internal interface INamedWork
{
    string Name { get; }
}
