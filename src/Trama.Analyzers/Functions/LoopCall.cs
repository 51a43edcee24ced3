using Microsoft.CodeAnalysis.Operations;

namespace Trama.Analyzers.Functions;

/// <summary>A call that gives a function to an event loop, which runs it on its one thread.</summary>
internal static class LoopCall
{
    public static IArgumentOperation? FunctionOf(IInvocationOperation call, KnownTypes types)
    {
        if (!KnownTypes.Same(call.TargetMethod.ContainingType, types.EventLoop))
            return ExecutorCall.FunctionGivenTo(types.AsyncExecutor, call, types);
        return call.TargetMethod.Name switch
        {
            "Run" => ExecutorCall.ArgumentOf(call, "main"),
            "InvokeAsync" => ExecutorCall.ArgumentOf(call, "function"),
            "Post" => ExecutorCall.ArgumentOf(call, "callback"),
            _ => null,
        };
    }
}
