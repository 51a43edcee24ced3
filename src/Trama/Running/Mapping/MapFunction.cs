namespace Trama.Running.Mapping;

/// <summary>The function of a map: makes the call of one item.</summary>
internal sealed class MapFunction<T, TResult>(Delegate function, Invoker<T, TResult> invoker, bool isAsync)
{
    public FunctionCall<T, TResult> NewCall(T item, CallOptions options, TaskScope? scope, CancellationToken token) =>
        new(function, invoker, isAsync, item, options, token) { Member = scope?.Join(token, tells: false) };
}
