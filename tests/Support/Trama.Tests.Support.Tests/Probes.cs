using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Trama.Tests.Support.Tests;

/// <summary>
/// Tests that do what no test should, so that <see cref="TestDeadlinesTests"/> and <see cref="LeakCheckTests"/> can see the
/// guard catch them. They are explicit: they run only when this very program is started again for one of them.
/// </summary>
public sealed partial class Probes
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

    // Mapped and closed: no descriptor gives it away.
    [Fact(Explicit = true)]
    public void Leaves_shared_memory()
    {
        const int ReadWrite = 3;
        const int Shared = 1;
        int file = memfd_create("trama-left-behind", 0);
        Assert.Equal(0, ftruncate(file, 4096));
        Assert.NotEqual(-1, mmap(0, 4096, ReadWrite, Shared, file, 0));
        Assert.Equal(0, close(file));
    }

    private static void StartSleeper()
    {
        var sleeper = Process.Start("/bin/sleep", ["300"]);
        Held.Add(sleeper);
        Console.Error.WriteLine($"sleeper={sleeper.Id}");
    }

    private static void WaitForever() => new ManualResetEventSlim().Wait();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc")]
    private static partial int ftruncate(int file, nint length);

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
