using System.Runtime.CompilerServices;

namespace Trama.Async;

/// <summary>Turns a callback, also the resumption of an async method, into the name its author gave it.</summary>
internal static class CallbackName
{
    internal static string Of(Delegate callback)
    {
        if (callback.Target is Delegate inner)
            return Of(inner); // one delegate type converted into another

        return callback.Target is { } target && OfStateMachine(target.GetType()) is { } name ? name : FunctionNames.Of(callback);
    }

    /// <summary>
    /// An awaiting method comes back through the runtime's box, whose last generic argument is the state machine that the compiler named
    /// after the method. Null when this type is no such box.
    /// </summary>
    internal static string? OfStateMachine(Type box)
    {
        for (Type? type = box; type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType)
                continue;

            Type last = type.GetGenericArguments()[^1];
            if (typeof(IAsyncStateMachine).IsAssignableFrom(last))
                return FunctionNames.OfStateMachine(last);
        }

        return null;
    }
}
