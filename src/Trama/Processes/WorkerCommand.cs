using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Trama.Processes;

/// <summary>
/// How this program is started again as a worker. The startup hook in this assembly takes over before <c>Main</c>, with the app's own
/// dependencies, so the app need not know of it.
/// </summary>
internal sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Tells the hook that the process is a worker, and what the hook variable held before: other hooks are kept.</summary>
    public const string MarkVariable = "TRAMA_WORKER";
    public const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>The way that fits how this process was started.</summary>
    /// <exception cref="PlatformNotSupportedException">The app can't be started again as a worker; the message says how to mend it.</exception>
    public static WorkerCommand ForThisApp()
    {
        CheckHooks();
        string path = Environment.ProcessPath
            ?? throw new PlatformNotSupportedException("The system does not tell which program this is, so no worker can be started. (TRM0540)");
        return IsMuxer(path) ? ThroughMuxer(path) : new WorkerCommand(path, []);
    }

    /// <summary>Settings of the process that make it a worker; the user's own come on top.</summary>
    public void Apply(ProcessStartInfo start, ProcessExecutorOptions options)
    {
        start.FileName = FileName;
        if (options.WorkingDirectory is { } folder)
            start.WorkingDirectory = folder;
        foreach (string argument in Arguments)
            start.ArgumentList.Add(argument);
        IDictionary<string, string?> variables = start.Environment;

        options.GarbageCollector.Apply(variables);

        // Its socket file would stay behind when the process is killed.
        variables["DOTNET_EnableDiagnostics"] = "0";

        // The runtime counts processors before it can be bound to some.
        if (options.Processors is { } processors)
            variables["DOTNET_PROCESSOR_COUNT"] = processors.Distinct().Count().ToString("X", CultureInfo.InvariantCulture);
        foreach ((string name, string? value) in options.Environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
                variables.Remove(name);
            else
                variables[name] = value;
        }

        // Last, on top of hooks that the user asks for: a worker without this hook would run the user's Main.
        variables.TryGetValue(HooksVariable, out string? hooks);
        variables[MarkVariable] = hooks ?? "";
        variables[HooksVariable] = string.IsNullOrEmpty(hooks) ? HookName : hooks + Path.PathSeparator + HookName;
    }

    private static string HookName => typeof(WorkerCommand).Assembly.GetName().Name!;

    private static bool IsMuxer(string path) =>
        Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    private static void CheckHooks()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new PlatformNotSupportedException(
                "This app was compiled ahead of time (PublishAot), so it can't be started again as a worker process. "
                + "Publish it without PublishAot, or use Executor.Threads. (TRM0541)");
        if (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out bool supported) && !supported)
            throw new PlatformNotSupportedException(
                "Startup hooks are switched off in this app (PublishTrimmed does that), so worker processes can't take over before Main. "
                + "Set StartupHookSupport to true in the project file. (TRM0542)");
    }

    // 'dotnet app.dll', and test hosts that name their configuration and dependencies one by one: say all of it again.
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "A bundle is its own apphost; this way is for 'dotnet app.dll'.")]
    private static WorkerCommand ThroughMuxer(string muxer)
    {
        string? entry = Assembly.GetEntryAssembly()?.Location;
        if (string.IsNullOrEmpty(entry))
            throw new PlatformNotSupportedException(
                "This process runs in a host that does not tell its entry assembly, so no worker can be started. "
                + "Run the app by itself, or use Executor.Threads. (TRM0543)");
        List<string> arguments = ["exec"];
        string? dependencies = DependenciesFile(entry);
        string? configuration = new[] { dependencies?.Replace(".deps.json", ".runtimeconfig.json", StringComparison.Ordinal), Beside(entry, ".runtimeconfig.json") }
            .FirstOrDefault(File.Exists);
        if (configuration is not null)
            arguments.AddRange(["--runtimeconfig", configuration]);
        if (dependencies is not null)
            arguments.AddRange(["--depsfile", dependencies]);
        arguments.Add(entry);
        return new WorkerCommand(muxer, arguments);
    }

    private static string Beside(string assembly, string extension) => Path.ChangeExtension(assembly, extension);

    private static string? DependenciesFile(string entry)
    {
        string beside = Beside(entry, ".deps.json");
        string? first = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(file => file.EndsWith(".deps.json", StringComparison.Ordinal) && !file.Contains("Microsoft.", StringComparison.Ordinal));
        return File.Exists(first) ? first : File.Exists(beside) ? beside : null;
    }
}
