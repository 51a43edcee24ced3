using System.Reflection;

namespace Trama.Jobs.Method;

/// <summary>Finds the one method that a name means and that a line of text can be passed to, or says exactly why there is none.</summary>
internal static class MethodFinder
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    /// <exception cref="JobException">TRM0743 to TRM0749, TRM0754.</exception>
    public static MethodInfo Find(Assembly assembly, string path, string name)
    {
        try
        {
            var dot = name.LastIndexOf('.');
            if (dot <= 0) throw JobErrors.TypeMissing(path, name, NearTypes(assembly, name));
            var type = FindType(assembly, name[..dot]) ?? throw JobErrors.TypeMissing(path, name[..dot], NearTypes(assembly, name[..dot]));
            return Choose(type, name, name[(dot + 1)..]);
        }
        catch (Exception cause) when (cause is IOException or TypeLoadException or BadImageFormatException)
        {
            // Types are resolved as they are looked at; a dependency that is not there shows only now.
            throw JobErrors.AssemblyUnloadable(path, cause.Message);
        }
    }

    // Outer.Inner may mean a nested type: from the right, each dot is tried as a plus.
    private static Type? FindType(Assembly assembly, string name)
    {
        for (var candidate = name; ;)
        {
            if (assembly.GetType(candidate, throwOnError: false) is { } type) return type;
            var dot = candidate.LastIndexOf('.');
            if (dot < 0) return null;
            candidate = string.Concat(candidate.AsSpan(0, dot), "+", candidate.AsSpan(dot + 1));
        }
    }

    private static MethodInfo Choose(Type type, string name, string method)
    {
        MethodInfo[] named = [.. type.GetMethods(Everything).Where(candidate => candidate.Name == method)];
        if (named.Length == 0)
            throw JobErrors.MethodMissing(type.FullName!, method, NearNames.Of(method, type.GetMethods(Everything).Select(one => one.Name)));

        var open = Narrow(named, candidate => candidate.IsPublic && type.IsVisible, () => JobErrors.MethodNotPublic(name));
        var @static = Narrow(open, candidate => candidate.IsStatic, () => JobErrors.MethodNotStatic(name));
        var closed = Narrow(@static, candidate => !candidate.ContainsGenericParameters, () => JobErrors.MethodGeneric(name));
        var fitting = Narrow(closed, Fits, () => JobErrors.MethodParameters(name, Signature(closed[0])));

        // With and without a token is one method in two forms; two types of argument are two methods.
        var arguments = fitting.Select(candidate => candidate.GetParameters()[0].ParameterType).Distinct().Count();
        return arguments == 1 ? fitting.MaxBy(candidate => candidate.GetParameters().Length)! : throw JobErrors.MethodAmbiguous(name, fitting.Length);
    }

    private static MethodInfo[] Narrow(MethodInfo[] methods, Func<MethodInfo, bool> keep, Func<JobException> none)
    {
        MethodInfo[] kept = [.. methods.Where(keep)];
        return kept.Length > 0 ? kept : throw none();
    }

    private static bool Fits(MethodInfo method)
        => method.GetParameters() is [var first, .. var rest]
            && ArgumentTexts.ParserOf(first.ParameterType) is not null
            && rest.Length <= 1 && rest.All(parameter => parameter.ParameterType == typeof(CancellationToken));

    private static string Signature(MethodInfo method)
        => string.Join(", ", method.GetParameters().Select(parameter => ArgumentTexts.NameOf(parameter.ParameterType)));

    private static IReadOnlyList<string> NearTypes(Assembly assembly, string name)
        => NearNames.Of(name, assembly.GetExportedTypes().Select(type => type.FullName!));
}
