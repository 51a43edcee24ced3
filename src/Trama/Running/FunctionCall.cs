namespace Trama.Running;

/// <summary>A call of a function with its argument; two arguments travel as a tuple, none as <see cref="Nothing"/>.</summary>
internal sealed class FunctionCall<TShape, TArgument, TResult>(
    Delegate function, TArgument argument, CallOptions options, CancellationToken token)
    : Call<TResult>(function, options, token)
    where TShape : struct, IShape<TArgument, TResult>
{
    private TArgument? _argument = argument;

    public override bool IsAsync => TShape.IsAsync;

    public override Type DelegateType => TShape.DelegateType;

    public override bool CanEncodeLater(CodecSet codecs) => codecs.ForArgument<TArgument>().CanWait(_argument);

    public override void EncodeArguments(PayloadWriter writer) => writer.WriteArguments(_argument, Function);

    protected override ValueTask<TResult> Invoke(CancellationToken token)
    {
        TArgument argument = _argument!;
        return HadArguments()
            ? TShape.Invoke(Function, argument, token)
            : ValueTask.FromCanceled<TResult>(new CancellationToken(canceled: true));
    }

    protected override void Release() => _argument = default;
}
