using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Worker;

/// <summary>
/// The runtime calls this before <c>Main</c> in a process whose <c>DOTNET_STARTUP_HOOKS</c> names this assembly. The type's name, its place
/// outside any namespace and the method's name are the runtime's contract.
/// </summary>
internal static class StartupHook
{
    /// <summary>Returns at once in an ordinary process; in a worker it serves calls and never returns.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Trimmed apps have no startup hooks; WorkerCommand says so.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Apps compiled ahead of time have no startup hooks.")]
    internal static void Initialize()
    {
        if (WorkerMain.IsWorker)
            WorkerMain.Run();
    }
}
