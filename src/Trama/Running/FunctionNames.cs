using System.Reflection;

namespace Trama.Running;

/// <summary>Names of functions as people write them: <c>Type.Method</c>, and for a lambda the method that it stands in.</summary>
internal static class FunctionNames
{
    public static string Of(Delegate function)
    {
        MethodInfo method = function.Method;
        string type = Readable(method.DeclaringType);
        string name = method.Name;

        // The compiler names what it makes of a lambda '<Outer>b__1_0' and of a local function '<Outer>g__Inner|1_0'.
        if (name.StartsWith('<'))
        {
            int end = name.IndexOf('>', StringComparison.Ordinal);
            string outer = end > 1 ? name[1..end] : name;
            int local = name.IndexOf("g__", StringComparison.Ordinal);
            int bar = name.IndexOf('|', StringComparison.Ordinal);
            name = local > 0 && bar > local ? $"{outer}.{name[(local + 3)..bar]}" : $"{outer} (lambda)";
        }

        return type.Length == 0 ? name : $"{type}.{name}";
    }

    private static string Readable(Type? type)
    {
        while (type is { DeclaringType: not null } && type.Name.StartsWith('<'))
            type = type.DeclaringType;
        return type?.Name ?? "";
    }
}
