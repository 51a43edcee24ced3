namespace Trama.Running;

/// <summary>Calls a function of one particular shape. One static instance a shape; see <see cref="Shape"/>.</summary>
internal delegate ValueTask<TResult> Invoker<in TArgument, TResult>(Delegate function, TArgument argument, CancellationToken token);

/// <summary>A call of a function with its argument; two arguments travel as a tuple, none as <see cref="Nothing"/>.</summary>
internal sealed class FunctionCall<TArgument, TResult>(
    Delegate function, Invoker<TArgument, TResult> invoker, bool isAsync, TArgument argument, CallOptions options, CancellationToken token)
    : Call<TResult>(function, isAsync, options, token)
{
    private TArgument? _argument = argument;

    public override void EncodeArguments(PayloadWriter writer) => writer.WriteArguments(_argument, FunctionName);

    protected override ValueTask<TResult> Invoke(CancellationToken token)
    {
        TArgument argument = _argument!;
        return MayInvoke() ? invoker(Function, argument, token) : ValueTask.FromCanceled<TResult>(new CancellationToken(canceled: true));
    }

    protected override void Release() => _argument = default;
}
