
namespace Trama.Async;

/// <summary>Turns a delegate, also the resumption of an async method, into the name its author gave it.</summary>
internal static class CallbackName
{
    internal static string Of(Delegate callback)
    {
        if (callback.Target is Delegate inner)
            return Of(inner); // one delegate type converted into another

        if (callback.Target is { } target && OfStateMachine(target.GetType()) is { } name)
            return name;

        var method = callback.Method;
        return $"{Owner(method.DeclaringType)}{Plain(method.Name)}";
    }

    /// <summary>
    /// An awaiting method comes back through the runtime's box, whose last generic argument is the state machine that the compiler named
    /// after the method. Null when this type is no such box.
    /// </summary>
    internal static string? OfStateMachine(Type box) =>
        FindStateMachine(box) is { } machine ? $"{Owner(machine.DeclaringType)}{Plain(machine.Name)}" : null;

    private static Type? FindStateMachine(Type box)
    {
        for (Type? type = box; type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType)
                continue;

            var last = type.GetGenericArguments()[^1];
            if (typeof(System.Runtime.CompilerServices.IAsyncStateMachine).IsAssignableFrom(last))
                return last;
        }

        return null;
    }

    /// <summary>
    /// The closest enclosing type with a name of its own: closures are the compiler's, nobody looks for them in a report.
    /// </summary>
    private static string Owner(Type? type)
    {
        while (type is not null && type.Name.StartsWith('<'))
            type = type.DeclaringType;

        return type is null ? "" : type.Name.Split('`')[0] + ".";
    }

    /// <summary>`&lt;Main&gt;d__0` is Main, `&lt;Main&gt;b__1` a lambda in it, `&lt;Main&gt;g__Step|0` its local function Step.</summary>
    private static string Plain(string name)
    {
        if (!name.StartsWith('<'))
            return name;

        var depth = name.TakeWhile(c => c == '<').Count();
        var close = name.IndexOf('>', StringComparison.Ordinal);
        if (close <= depth)
            return name;

        var method = name[depth..close];
        var rest = name[(close + 1)..];
        if (rest.StartsWith("g__", StringComparison.Ordinal))
            return $"{method}.{rest[3..].Split('|')[0]}";

        return rest.StartsWith("b__", StringComparison.Ordinal) ? $"{method} (lambda)" : method;
    }
}
