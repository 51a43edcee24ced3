using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Hostile;

public sealed partial class RingHostileWorkerTests : HostileWorkerTests
{
    private const int Quick = 100;
    private const int OutOfReach = 1 << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected override bool UseSocket => false;

    public static TheoryData<string> Places =>
        ["nowhere", "a pipe that nobody writes to", "memory that was never filled", "less than it says"];

    [Theory, MemberData(nameof(Places))]
    public async Task Frame_that_is_said_to_lie_elsewhere_and_does_not_is_dropped_with_its_worker(string place)
    {
        using SafeFileHandle? file = Open(place);
        await using ScriptedPool pool = Pool(worker =>
        {
            Assert.True(worker.TryBegin(out _));
            worker.Wire.Send(Elsewhere(file, claimed: place == "less than it says" ? 8192 : OutOfReach));
            worker.AwaitEnd();
        });

        Assert.Equal(2, await Again(pool, 1).WaitAsync(Patience));
        Assert.Contains("it sent what is no proper answer", Assert.Single(pool.Deaths), StringComparison.Ordinal);
    }

    // The tail says what was read, and what was lent for a frame too long for the ring goes then. That is the frame's own copy: a call that
    // runs again is encoded anew, and nobody here looks into the copy once it is made.
    [Fact]
    public async Task Worker_that_says_it_has_read_what_it_has_not_harms_itself_alone()
    {
        string large = new('7', 40_000);
        using var all = new ManualResetEventSlim();
        await using ScriptedPool pool = Pool(worker => LieAboutTail(worker, all));
        Executor again = pool.Executor.With(new CallOptions { Idempotent = true });
        await Task.WhenAll(Enumerable.Range(0, Quick).Select(n => again.RunAsync(WorkerFunctions.Double, n))).WaitAsync(Patience);

        Task<int>[] calls = [.. Enumerable.Range(0, 200).Select(_ => again.RunAsync(LengthOf, large))];

        all.Set();

        // The second worker is honest, and doubles what comes first in a text: its length.
        Assert.All(await Task.WhenAll(calls).WaitAsync(Patience), length => Assert.Equal(2 * large.Length, length));
        Assert.Equal(2, pool.Started);
    }

    private static int LengthOf(string text) => text.Length;

    private static unsafe void LieAboutTail(ScriptedWorker worker, ManualResetEventSlim all)
    {
        for (int n = 0; n < Quick && worker.TryBegin(out Work? work); n++)
            worker.Answer(work);

        // With an answer come more, as many as were quickly answered before.
        Ring ring = worker.Wire.Incoming!;
        Assert.True(worker.TryBegin(out Work? current));
        all.Wait(Patience);
        while (Volatile.Read(ref *ring.Head) - *ring.Tail < 100)
        {
            worker.Answer(current);
            Assert.True(worker.TryBegin(out current), "nothing ever lay behind a call");
        }

        for (int i = 0; i < 1000; i++)
        {
            Volatile.Write(ref *ring.Tail, Volatile.Read(ref *ring.Head));
            Thread.SpinWait(1000);
        }
    }

    private static WireFrame Elsewhere(SafeFileHandle? file, long claimed)
    {
        LibC.FileStatus status = default;
        if (file is not null)
            Assert.True(LibC.TryGetStatus(file, out status));
        int descriptor = file is null ? 9999 : (int)file.DangerousGetHandle();
        var address = new SharedMemoryAddress(Environment.ProcessId, descriptor, status.Device, status.Inode, claimed);
        var reference = new byte[LargeFrames.ReferenceSize];
        reference[0] = (byte)FrameKind.Result;
        MemoryMarshal.Write(reference.AsSpan(reference.Length - Marshal.SizeOf<SharedMemoryAddress>()), in address);
        return WireFrame.Of(FrameKind.Elsewhere, reference);
    }

    private static SafeFileHandle? Open(string place)
    {
        if (place == "nowhere")
            return null;
        if (place == "a pipe that nobody writes to")
            return NewPipe();
        SafeFileHandle file = LibC.CreateMemory("trama-test-lie", LibC.MemoryCloseOnExec | LibC.MemoryAllowSealing);
        Assert.Equal(0, LibC.SetSize(file, place == "less than it says" ? 4096 : OutOfReach));
        Assert.Equal(0, LibC.Control(file, LibC.AddSeals, LibC.SealShrink | LibC.SealGrow));
        return file;
    }

    // Opened by its path, a pipe's reading end waits for somebody who writes.
    private static SafeFileHandle NewPipe()
    {
        string path = Path.Combine(Path.GetTempPath(), $"trama-pipe-{Guid.NewGuid():N}");
        Assert.Equal(0, MakePipe(path, 0x180));
        const int WithoutWaiting = 0x800;
        SafeFileHandle pipe = LibC.Open(path, LibC.OpenReadOnly | LibC.OpenCloseOnExec | WithoutWaiting);
        File.Delete(path);
        return pipe;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
