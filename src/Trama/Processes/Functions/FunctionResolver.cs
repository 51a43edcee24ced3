using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace Trama.Processes.Functions;

/// <summary>Finds a named function in a worker process. Used by the worker's one calling thread.</summary>
[RequiresUnreferencedCode("Finds functions by name.")]
[RequiresDynamicCode("Makes generic methods of functions by name.")]
internal sealed class FunctionResolver
{
    private readonly Dictionary<string, ForeignContext> _foreign = new(StringComparer.Ordinal);

    /// <summary>The method, and the type of the delegate that the caller had of it.</summary>
    /// <exception cref="InvalidOperationException">The worker has no such function, or another one in its place.</exception>
    public (MethodInfo Method, Type DelegateType) Resolve(FunctionReference reference)
    {
        Assembly assembly = Load(reference);
        Module module = assembly.ManifestModule;
        if (module.ModuleVersionId != reference.Module)
            throw NotTheSame(reference, "the assembly was built again since the caller loaded it");
        MethodBase found = module.ResolveMethod(reference.Token)
            ?? throw NotTheSame(reference, "its token leads nowhere");
        if (found is not MethodInfo definition || FunctionSignatures.Of(definition) != reference.Signature)
            throw NotTheSame(reference, $"its token leads to '{found}'");
        return (Construct(definition, reference, assembly), TypeByName(reference.DelegateType, assembly));
    }

    /// <summary>The instance to call a method on: none for a static one, the shared one of a lambda that captures nothing.</summary>
    public static object? TargetOf(MethodInfo method) =>
        method.IsStatic ? null : System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(method.DeclaringType!);

    private static InvalidOperationException NotTheSame(FunctionReference reference, string why) =>
        new($"The worker can't find '{reference.Name}' of {reference.Assembly}: {why}. Make a new executor after a rebuild. (TRM0524)");

    private static MethodInfo Construct(MethodInfo definition, FunctionReference reference, Assembly assembly)
    {
        MethodInfo method = definition;
        if (reference.TypeArguments.Length > 0)
        {
            Type type = method.DeclaringType!.MakeGenericType(TypesByName(reference.TypeArguments, assembly));
            method = (MethodInfo)MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle)!;
        }

        return reference.MethodArguments.Length > 0
            ? method.MakeGenericMethod(TypesByName(reference.MethodArguments, assembly))
            : method;
    }

    private static Type[] TypesByName(string[] names, Assembly from) => Array.ConvertAll(names, name => TypeByName(name, from));

    // Names resolve as they would for the function's own assembly: through its load context, which for a foreign one is not the app's.
    private static Type TypeByName(string name, Assembly from)
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(from) ?? AssemblyLoadContext.Default;
        using (context.EnterContextualReflection())
            return Type.GetType(name, throwOnError: true)!;
    }

    private Assembly Load(FunctionReference reference)
    {
        var name = new AssemblyName(reference.Assembly);
        if (reference.Location is null)
            return Assembly.Load(name);
        string folder = Path.GetDirectoryName(reference.Location)!;
        if (!_foreign.TryGetValue(folder, out ForeignContext? context))
            _foreign.Add(folder, context = new ForeignContext(reference.Location));
        return context.LoadFromAssemblyName(name);
    }

    /// <summary>Loads an assembly that the app does not know, with the dependencies that stand beside it.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only process executors resolve functions, and they are marked.")]
    private sealed class ForeignContext(string location) : AssemblyLoadContext($"Trama: {Path.GetFileName(location)}")
    {
        private readonly AssemblyDependencyResolver _resolver = new(location);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // Trama itself is shared with the app: a function that uses it must meet the types that run it.
            if (assemblyName.Name == typeof(Executor).Assembly.GetName().Name)
                return null;
            if (_resolver.ResolveAssemblyToPath(assemblyName) is { } path)
                return LoadFromAssemblyPath(path);
            string beside = Path.Combine(Path.GetDirectoryName(location)!, assemblyName.Name + ".dll");
            return File.Exists(beside) ? LoadFromAssemblyPath(beside) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
