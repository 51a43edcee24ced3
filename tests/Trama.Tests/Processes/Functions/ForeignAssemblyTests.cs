using System.Reflection;
using System.Runtime.Loader;

namespace Trama.Tests.Processes.Functions;

/// <summary>Functions of an assembly that the app does not know: loaded from elsewhere, with dependencies that stand beside it.</summary>
public sealed class ForeignAssemblyTests(SharedPool pool) : IClassFixture<SharedPool>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("foreign-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Function_of_a_foreign_assembly_runs_with_the_dependencies_beside_it()
    {
        string helper = Compiled.To(_folder, "ForeignHelper", "public static class Helper { public static int Triple(int n) => 3 * n; }");
        string main = Compiled.To(
            _folder, "ForeignMain", "public static class Main { public static int Run(int n) => Helper.Triple(n) + 1; }", helper);
        var context = new BesideContext(_folder.FullName);
        Assembly assembly = context.LoadFromAssemblyPath(main);
        var function = assembly.GetType("Main")!.GetMethod("Run")!.CreateDelegate<Func<int, int>>();

        Assert.Equal(31, await pool.Executor.RunAsync(function, 10));
        context.Unload();
    }

    [Fact]
    public async Task Function_whose_assembly_is_gone_fails_with_its_name_and_the_worker_lives()
    {
        int worker = await pool.Executor.RunAsync(WorkerFunctions.ProcessId);
        string main = Compiled.To(_folder, "ForeignGone", "public static class Gone { public static int Run(int n) => n; }");
        var context = new BesideContext(_folder.FullName);
        var function = context.LoadFromAssemblyPath(main).GetType("Gone")!.GetMethod("Run")!.CreateDelegate<Func<int, int>>();
        File.Delete(main);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => pool.Executor.RunAsync(function, 1));

        Assert.Contains("ForeignGone", error.Message, StringComparison.Ordinal);
        Assert.Equal(worker, await pool.Executor.RunAsync(WorkerFunctions.ProcessId));
        context.Unload();
    }

    private sealed class BesideContext(string folder) : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
