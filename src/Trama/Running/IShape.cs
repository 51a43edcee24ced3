namespace Trama.Running;

/// <summary>
/// Calls a function of one particular shape; see <see cref="Shape"/>. Types without instances, so that a call need not hold how it is called.
/// </summary>
internal interface IShape<TArgument, TResult>
{
    /// <summary>Whether the function returns a task.</summary>
    static abstract bool IsAsync { get; }

    /// <summary>What the function was passed as. The delegate itself may be of another type that C# takes for this one: its arguments wider, its result narrower.</summary>
    static abstract Type DelegateType { get; }

    static abstract ValueTask<TResult> Invoke(Delegate function, TArgument argument, CancellationToken token);
}
