using System.Diagnostics.Tracing;

namespace Trama.Running;

/// <summary>The event source <c>Trama</c>: what executors tell, for tools that listen from outside (dotnet-trace, EventListener).</summary>
[EventSource(Name = "Trama")]
internal sealed class TramaEventSource : EventSource
{
    public static readonly TramaEventSource Log = new();

    private TramaEventSource()
    {
    }

    [NonEvent]
    public void Executor(ExecutorEvent happening)
    {
        if (IsEnabled())
            ExecutorEvent(happening.Executor, happening.GetType().Name, happening.ToString());
    }

    [Event(1, Level = EventLevel.Informational)]
    public void ExecutorEvent(string executor, string kind, string text) => WriteEvent(1, executor, kind, text);

    [Event(2, Level = EventLevel.Error)]
    public void CallbackFailed(string executor, string callback, string error) => WriteEvent(2, executor, callback, error);
}
