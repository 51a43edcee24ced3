namespace Trama.Async;

/// <summary>A callback that runs in the execution context (async locals, culture, activity) of whoever asked for it.</summary>
internal sealed class FlowingCallback(Delegate callback, object? state, ExecutionContext flow) : INamedWork
{
    internal static readonly SendOrPostCallback Post = static self => ((FlowingCallback)self!).RunInFlow();
    internal static readonly TimerCallback Run = static self => ((FlowingCallback)self!).RunInFlow();
    private static readonly ContextCallback Inner = static self => ((FlowingCallback)self!).Invoke();

    string INamedWork.Name => CallbackName.Of(callback);

    private void RunInFlow() => ExecutionContext.Run(flow, Inner, this);

    private void Invoke()
    {
        switch (callback)
        {
            case Action action:
                action();
                break;
            case Action<object?> action:
                action(state);
                break;
            default:
                ((TimerCallback)callback)(state);
                break;
        }
    }
}
