using System.Reflection;

namespace Trama.Running;

/// <summary>Names of functions as people write them: <c>Type.Method</c>, and for a lambda the method that it stands in.</summary>
internal static class FunctionNames
{
    public static string Of(Delegate function) => Of(function.Method);

    public static string Of(MethodInfo method)
    {
        string type = Readable(method.DeclaringType);
        string name = method.Name;

        // The compiler names what it makes of a lambda '<Outer>b__1_0' and of a local function '<Outer>g__Inner|1_0'.
        // Top-level statements are a method '<Main>$', so the outer name may be in brackets itself.
        if (name.StartsWith('<') && name.LastIndexOf('>') is > 1 and int end)
        {
            string outer = name[1..end].Replace("<Main>$", "Main", StringComparison.Ordinal);
            int bar = name.IndexOf('|', end);
            bool isLocal = bar > 0 && name.AsSpan(end + 1).StartsWith("g__", StringComparison.Ordinal);
            name = isLocal ? $"{outer}.{name[(end + "g__".Length + 1)..bar]}" : $"{outer} (lambda)";
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
