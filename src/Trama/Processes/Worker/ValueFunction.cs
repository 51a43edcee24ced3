using System.Diagnostics;

namespace Trama.Processes.Worker;

/// <summary>A function that returns a value, a task or nothing.</summary>
internal sealed class ValueFunction<TShape, TArgument, TResult>(string name, Callee callee)
    : WorkerFunction<TArgument, TResult>(name, callee)
    where TShape : struct, IShape<TArgument, TResult>
{
    protected override TResult RunToEnd(TArgument argument, in FunctionSurface surface)
    {
        // A token costs its source; most functions take none.
        CancellationToken token = Callee.TakesToken ? surface.Call.Token : CancellationToken.None;
        Delegate function = Callee.Function;
        if (surface.IsRehearsal)
            return default!;
        if (TShape.IsAsync)
            return Pump(argument, token, surface);
        ValueTask<TResult> returned = TShape.Invoke(function, argument, token);
        Debug.Assert(returned.IsCompletedSuccessfully, "What a synchronous function throws is thrown before it returns.");
        return returned.Result;
    }

    private TResult Pump(TArgument argument, CancellationToken token, in FunctionSurface surface)
    {
        using (surface.Pump.EnterScope())
        {
            ValueTask<TResult> returned = TShape.Invoke(Callee.Function, argument, token);
            if (returned.IsCompletedSuccessfully)
                return returned.Result;
            Task<TResult> running = returned.AsTask();
            surface.Pump.RunUntilComplete(running);
            return running.GetAwaiter().GetResult();
        }
    }
}
