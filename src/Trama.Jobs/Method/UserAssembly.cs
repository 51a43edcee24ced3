using System.Reflection;
using System.Runtime.Loader;

namespace Trama.Jobs.Method;

/// <summary>Loads an assembly that this program was not built with, with the dependencies its .deps.json names (or that lie beside it).</summary>
internal static class UserAssembly
{
    /// <exception cref="JobException">TRM0740, TRM0741, TRM0742, TRM0754.</exception>
    public static Assembly Load(string path)
    {
        var full = Path.GetFullPath(path);
        AssemblyProbe.Check(full);
        try
        {
            return new Context(full).LoadFromAssemblyPath(full);
        }
        catch (Exception cause) when (cause is IOException or BadImageFormatException or InvalidOperationException)
        {
            throw JobErrors.AssemblyUnloadable(path, cause.Message);
        }
    }

    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        // Null falls back to the default context: that is where the framework comes from.
        protected override Assembly? Load(AssemblyName assemblyName)
            => _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName)
            => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
