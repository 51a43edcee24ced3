using System.Diagnostics;
using System.Runtime.InteropServices;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>What these tests run in workers.</summary>
internal static partial class WorkerFunctions
{
    public static int ProcessId() => Environment.ProcessId;

    public static int Double(int n) => 2 * n;

    public static void Throw(string message) => throw new FormatException(message);

    public static void Exit(int code) => Environment.Exit(code);

    /// <summary>
    /// The runtime looks at the first signal, finds no access behind it, and leaves the next to the system; two at once are one.
    /// </summary>
    public static void Segfault()
    {
        while (true)
        {
            _ = kill(Environment.ProcessId, 11);
            Thread.Sleep(1);
        }
    }

    /// <summary>Dies the first times that it is called with this folder, and gives the number of the call after that.</summary>
    public static int DieUnless(string folder, int survivesAt)
    {
        int attempt = Directory.GetFiles(folder).Length + 1;
        File.WriteAllText(Path.Combine(folder, $"attempt-{attempt}"), "");
        if (attempt < survivesAt)
            Signal(9);
        return attempt;
    }

    /// <summary>Deaf to everything, with a child of its own that is as deaf; its id stands in the folder.</summary>
    public static void HoldWithChild(string folder)
    {
        using Process child = Process.Start("/bin/sleep", "300");
        File.WriteAllText(Path.Combine(folder, "child"), $"{child.Id}");
        Gate.PassBlocking(folder, Environment.ProcessId);
    }

    /// <summary>At the gate under its process's id, so that the test knows whom to kill.</summary>
    public static int PassAsProcess(string gate, int n)
    {
        Gate.PassBlocking(gate, Environment.ProcessId);
        return n;
    }

    public static async Task<string> HeedToken(string gate, CancellationToken token)
    {
        await Gate.PassAsync(gate, Environment.ProcessId, token);
        return "the gate was opened";
    }

    public static void Signal(int signal)
    {
        _ = kill(Environment.ProcessId, signal);
        Thread.Sleep(Timeout.Infinite);
    }

    [LibraryImport("libc")]
    public static partial int kill(int pid, int signal);
}
