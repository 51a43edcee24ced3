using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Values;

namespace Trama.Analyzers.Functions;

/// <summary>A call that gives a function to an executor.</summary>
internal static class ExecutorCall
{
    /// <summary>The argument that is the function, when the call gives one to an executor of the kind.</summary>
    public static IArgumentOperation? FunctionGivenTo(INamedTypeSymbol? kind, IInvocationOperation call, KnownTypes types) =>
        FunctionOf(call, types) is { } function && KnownTypes.Same(Origins.OfExecutor(call.Instance!, types).Type, kind) ? function : null;

    /// <summary>The argument for the parameter of that name.</summary>
    public static IArgumentOperation? ArgumentOf(IInvocationOperation call, string parameter)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Name == parameter)
                return argument;
        }

        return null;
    }

    /// <summary>The method that an argument names, when it names one.</summary>
    public static IMethodSymbol? MethodGivenAs(IArgumentOperation function) =>
        function.Value is IDelegateCreationOperation { Target: IMethodReferenceOperation named } ? named.Method : null;

    private static IArgumentOperation? FunctionOf(IInvocationOperation call, KnownTypes types) =>
        call is { Instance: not null, TargetMethod.Name: "RunAsync" or "StreamAsync" or "MapAsync" or "MapResultsAsync" }
        && KnownTypes.Same(call.TargetMethod.ContainingType, types.Executor)
            ? ArgumentOf(call, "function")
            : null;
}
