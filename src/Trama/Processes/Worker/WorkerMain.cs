using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Trama.Processes.Worker;

/// <summary>The way into a worker process: ties it to its parent, connects, and serves until it is told to stop.</summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal static class WorkerMain
{
    private const int CannotStart = 70;

    public static bool IsWorker => Environment.GetEnvironmentVariable(WorkerCommand.MarkVariable) is not null;

    public static void Run()
    {
        try
        {
            Handshake handshake = TieToParent();
            WorkerSession.Connect(handshake).Serve();
        }
        catch (Exception error)
        {
            // The parent reads this as the worker's last words.
            WriteError($"Trama worker: {error}");
            Environment.Exit(CannotStart);
        }

        Environment.Exit(0);
    }

    private static Handshake TieToParent()
    {
        // (1) Clear the marks at once: a program that this worker starts is no worker. Earlier hooks stay as they were.
        string hooks = Environment.GetEnvironmentVariable(WorkerCommand.MarkVariable)!;
        Environment.SetEnvironmentVariable(WorkerCommand.MarkVariable, null);
        Environment.SetEnvironmentVariable(WorkerCommand.HooksVariable, hooks.Length == 0 ? null : hooks);

        // (2) Lead a group of its own: Ctrl-C reaches the parent alone, and a kill reaches all that this worker starts.
        if (!OperatingSystem.IsWindows())
            Interop.LeadOwnGroup();

        // (3) Die with the parent. It may have died before the kernel knew of the wish, so look afterwards.
        Handshake handshake = Handshake.FromLine(ReadLineOfStandardInput());
        if (OperatingSystem.IsLinux())
        {
            Interop.DieWithParent();
            if (Interop.ParentId() != handshake.ParentId)
                Environment.Exit(CannotStart);
        }

        WorkerContext.Depth = handshake.Depth;
        return handshake;
    }

    // Byte by byte and not through Console: the user's function may set up the console as it likes, and finds its input at the end.
    private static string ReadLineOfStandardInput()
    {
        using var handle = new SafeFileHandle(0, ownsHandle: false);
        using var input = new FileStream(handle, FileAccess.Read, bufferSize: 4096);
        using var reader = new StreamReader(input, Encoding.UTF8);
        return reader.ReadLine() ?? throw new EndOfStreamException("The parent died before it said where it listens.");
    }

    private static void WriteError(string text)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
            StandardStreams.WriteLine(line, isError: true);
    }
}
