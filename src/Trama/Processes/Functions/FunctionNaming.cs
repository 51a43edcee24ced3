using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Trama.Processes.Reports;

namespace Trama.Processes.Functions;

/// <summary>Names a function so that a worker finds it again, or says why it can't cross: at once, on the caller's thread.</summary>
internal static class FunctionNaming
{
    // The same delegate object most of the time: the compiler keeps those of static methods and lambdas that capture nothing. It holds
    // nothing either, so to remember it costs nobody anything.
    private static Named? _last;

    private static readonly ConcurrentDictionary<(MethodInfo Method, Type DelegateType), FunctionReference> Known = new();

    /// <summary>The reference of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="delegateType">What it was passed as, which the worker makes of it again.</param>
    /// <exception cref="ArgumentException">It captures, is bound to an object, or was made at run time.</exception>
    public static FunctionReference Of(Delegate function, Type delegateType)
    {
        if (_last is { } last && ReferenceEquals(last.Function, function) && last.DelegateType == delegateType)
            return last.Reference;
        FunctionReference reference = Find(function, delegateType);
        _last = new Named(function, delegateType, reference);
        return reference;
    }

    private static FunctionReference Find(Delegate function, Type delegateType)
    {
        (MethodInfo, Type) key = (function.Method, delegateType);
        if (Known.TryGetValue(key, out FunctionReference? known) && IsBoundToNothing(function))
            return known;
        Check(function, delegateType);
        return Known.GetOrAdd(key, static key => Name(key.Item1, key.Item2));
    }

    private static void Check(Delegate function, Type delegateType)
    {
        if (!function.HasSingleTarget)
            throw Refused(function, "is several functions combined", "Pass them one by one.", "TRM0520");
        if (IsMadeAtRunTime(function.Method))
            throw Refused(function, "was made at run time and exists in no file", "Pass a method or a lambda of your source.", "TRM0521");
        if (IsBoundToNothing(function))
        {
            CheckProgress(function, delegateType);
            return;
        }

        string[] captured = Captures.Of(function.Target!);
        if (captured.Length > 0)
            throw Refused(
                function,
                $"captures {string.Join(", ", captured)}, which a worker process can't see",
                "Pass captured values as arguments and mark the lambda static.",
                "TRM0522");
        throw Refused(
            function,
            $"is bound to an object of type {function.Target!.GetType().Name}",
            "Pass a static method or a lambda that captures nothing.",
            "TRM0523");
    }

    // What the delegate declares may be a class although the method declares the interface: C# infers it from the argument.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "ProcessExecutor, the only user, is marked as needing reflection.")]
    private static void CheckProgress(Delegate function, Type delegateType)
    {
        ParameterInfo[] passed = delegateType.GetMethod("Invoke")!.GetParameters();
        ParameterInfo[] declared = function.Method.GetParameters();
        for (int i = 0; i < passed.Length; i++)
        {
            if (ProgressTypes.ReportedTo(passed[i].ParameterType) is { } reported && !ProgressTypes.IsProgressOf(declared[i].ParameterType, reported))
                throw Refused(
                    function,
                    $"declares '{declared[i].Name}' as {declared[i].ParameterType.Name}, and a progress object stays in the process that made it",
                    $"Declare it as IProgress<{reported.Name}>.",
                    "TRM0529");
        }
    }

    private static ArgumentException Refused(Delegate function, string why, string wayOut, string id) =>
        new($"'{FunctionNames.Of(function)}' can't run in another process: it {why}. {wayOut} ({id})", nameof(function));

    private static bool IsMadeAtRunTime(MethodInfo method) =>
        method.DeclaringType is null || method.Module.Assembly.IsDynamic || method.Module.ModuleVersionId == Guid.Empty;

    // The compiler makes an instance method of a lambda that captures nothing, on a class without fields whose one instance it shares.
    private static bool IsBoundToNothing(Delegate function) =>
        function.Target is not { } target || (!function.Method.IsStatic && Captures.IsEmptyClosure(target.GetType()));

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An assembly inside a bundle has no location; the app's own resolution finds it.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "ProcessExecutor, the only user, is marked as needing reflection.")]
    private static FunctionReference Name(MethodInfo method, Type delegateType)
    {
        Assembly assembly = method.Module.Assembly;

        // As the worker will find it: open, also where the declaring type is generic.
        var definition = (MethodInfo)method.Module.ResolveMethod(method.MetadataToken)!;
        bool isForeign = AssemblyLoadContext.GetLoadContext(assembly) is { } context && context != AssemblyLoadContext.Default;
        return new FunctionReference
        {
            Assembly = assembly.FullName!,
            Location = isForeign && assembly.Location.Length > 0 ? assembly.Location : null,
            Module = method.Module.ModuleVersionId,
            Token = method.MetadataToken,
            Signature = FunctionSignatures.Of(definition),
            TypeArguments = [.. method.DeclaringType!.GetGenericArguments().Select(TypeName)],
            MethodArguments = [.. method.GetGenericArguments().Select(TypeName)],
            DelegateType = TypeName(delegateType),
            Name = FunctionNames.Of(method),
        };
    }

    private static string TypeName(Type type) => type.AssemblyQualifiedName!;

    private sealed record Named(Delegate Function, Type DelegateType, FunctionReference Reference);
}
