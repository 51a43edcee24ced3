namespace Trama.Async;

/// <summary>The first callback of a loop: starts its main function.</summary>
internal sealed class MainCall(Func<CancellationToken, Task> main, CancellationToken token) : INamedWork
{
    internal static readonly SendOrPostCallback Start = static self => ((MainCall)self!).Begin();

    public string Name => "main function";

    internal Task Task { get; private set; } = Task.CompletedTask;

    private void Begin()
    {
        try
        {
            Task = main(token) ?? throw LoopErrors.NoTask(Name);
        }
        catch (Exception error)
        {
            Task = Task.FromException(error); // also a cancellation: thrown before there was a task, it reaches the caller as it is
        }
    }
}
