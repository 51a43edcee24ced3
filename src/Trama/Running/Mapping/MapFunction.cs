namespace Trama.Running.Mapping;

/// <summary>The function of a map: makes the call of one item.</summary>
internal abstract class MapFunction<T, TResult>(Delegate function)
{
    public Delegate Function => function;

    /// <summary>What it was passed as.</summary>
    public abstract Type DelegateType { get; }

    public abstract Call<TResult> NewCall(T item, CallOptions options, TaskScope? scope, CancellationToken token);
}

/// <inheritdoc/>
internal sealed class MapFunction<TShape, T, TResult>(Delegate function) : MapFunction<T, TResult>(function)
    where TShape : struct, IShape<T, TResult>
{
    public override Type DelegateType => TShape.DelegateType;

    public override Call<TResult> NewCall(T item, CallOptions options, TaskScope? scope, CancellationToken token) =>
        new FunctionCall<TShape, T, TResult>(Function, item, options, token) { Member = scope?.Join(token, tells: false) };
}
