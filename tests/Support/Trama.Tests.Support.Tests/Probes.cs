using System.Diagnostics;
using System.Net.Sockets;

namespace Trama.Tests.Support.Tests;

/// <summary>
/// Tests that do what no test should, so that <see cref="TestDeadlinesTests"/> and <see cref="LeakCheckTests"/> can see the
/// guard catch them. They are explicit: they run only when this very program is started again for one of them.
/// </summary>
public sealed class Probes
{
    private static readonly List<object> Held = [];

    [Fact(Explicit = true)]
    public void Passes_and_leaves_nothing()
    {
    }

    [Fact(Explicit = true), Deadline(1)]
    public void Hangs()
    {
        StartSleeper();
        WaitForever();
    }

    [Fact(Explicit = true), Deadline(1)]
    public async Task Never_completes() => await new TaskCompletionSource().Task;

    [Fact(Explicit = true)]
    public void Leaves_a_process() => StartSleeper();

    [Fact(Explicit = true)]
    public void Leaves_an_orphan()
    {
        using Process shell = Process.Start("/bin/sh", ["-c", "sleep 300 & exit 0"]);
        shell.WaitForExit();
    }

    [Fact(Explicit = true)]
    public void Leaves_a_socket() => Held.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    [Fact(Explicit = true)]
    public void Leaves_a_temporary_file() => File.WriteAllText(Path.Combine(Path.GetTempPath(), "trama-left-behind"), "");

    private static void StartSleeper()
    {
        var sleeper = Process.Start("/bin/sleep", ["300"]);
        Held.Add(sleeper);
        Console.Error.WriteLine($"sleeper={sleeper.Id}");
    }

    private static void WaitForever() => new ManualResetEventSlim().Wait();
}
