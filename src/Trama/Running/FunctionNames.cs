using System.Reflection;

namespace Trama.Running;

/// <summary>
/// Names as people write them: <c>Type.Method</c>, for a lambda the method that it stands in, for a local function both. Undoes what the
/// compiler calls them, and the types that it makes for closures and for methods that await.
/// </summary>
internal static class FunctionNames
{
    public static string Of(Delegate function) => Of(function.Method);

    public static string Of(MethodInfo method) => Owner(method.DeclaringType) + Plain(method.Name);

    /// <summary>The method that a state machine was made from.</summary>
    public static string OfStateMachine(Type machine) => Owner(machine.DeclaringType) + Plain(machine.Name);

    /// <summary>The closest enclosing type with a name of its own: closures are the compiler's, nobody looks for them in a report.</summary>
    private static string Owner(Type? type)
    {
        while (type is not null && type.Name.StartsWith('<'))
            type = type.DeclaringType;
        return type is null ? "" : type.Name.Split('`')[0] + ".";
    }

    // '<Outer>d__0' is Outer's state machine, '<Outer>b__1' a lambda in it, '<Outer>g__Inner|0' its local function Inner, '<Main>$' the
    // top-level statements. Outer may be such a name itself, so what counts is the last bracket.
    private static string Plain(string name)
    {
        int end = name.LastIndexOf('>');
        if (!name.StartsWith('<') || end <= 1)
            return name;
        string outer = Plain(name[1..end]);
        string kind = name[(end + 1)..];
        if (kind.StartsWith("g__", StringComparison.Ordinal))
            return $"{outer}.{kind["g__".Length..].Split('|')[0]}";
        return kind.StartsWith("b__", StringComparison.Ordinal) ? $"{outer} (lambda)" : outer;
    }
}
