using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Shared;

/// <summary>Shared arrays between a program and its workers: who holds the memory, who may write it, when it is gone.</summary>
public sealed class SharedArrayProcessTests(SharedPool pool) : IClassFixture<SharedPool>
{
    private static readonly Delegate SomeFunction = static () => { };

    private readonly ProcessExecutor _executor = pool.Executor;

    // 40
    [Fact]
    public async Task Read_only_array_is_mapped_read_only_in_the_worker()
    {
        using var array = new SharedArray<int>(10);

        Assert.Equal("r--s", await _executor.RunAsync(static given => Maps.Rights(given.Part.Memory), array.AsReadOnly()));
    }

    // 40
    [Fact]
    public async Task Forced_write_to_a_read_only_array_costs_the_worker_and_changes_nothing()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Output = WorkerOutputMode.EventsOnly });
        using var array = new SharedArray<int>([5]);

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => executor.RunAsync(ForceWrite, array.AsReadOnly()));

        Assert.True(error.Signal is "SIGSEGV" or "SIGABRT", error.Message);
        using SharedView<int> view = array.Open();
        Assert.Equal(5, view.Span[0]);
    }

    [Fact]
    public async Task Array_that_its_sender_disposes_of_meanwhile_stays_until_the_call_has_ended()
    {
        using var gate = new Gate();
        Task<int> first = _executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        var array = new SharedArray<int>([1, 2, 3]);
        Task<int> second = _executor.RunAsync(First, array.Slice(2, 1));
        array.Dispose();
        Assert.True(Maps.Has(array.Part.Memory));
        gate.Open();

        Assert.Equal(1, await first);
        Assert.Equal(3, await second);
        await Until.TrueAsync(
            () => Maps.Holders(array.Part.Memory.Address.Inode).Length == 0, () => "somebody still holds the memory");
    }

    [Fact]
    public async Task Array_of_a_call_that_never_ran_is_let_go()
    {
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int> first = _executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        var array = new SharedArray<int>(3);
        Task<int> second = _executor.RunAsync(First, array, source.Token);
        array.Dispose();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.False(Maps.Has(array.Part.Memory));
        gate.Open();
        await first;
    }

    [Fact]
    public async Task Array_that_comes_again_is_mapped_once()
    {
        using var array = new SharedArray<long>(1_000);
        ulong inode = array.Part.Memory.Address.Inode;

        (long first, int mapped) = await _executor.RunAsync(Place, array, inode);
        (long second, int again) = await _executor.RunAsync(Place, array, inode);
        int both = await _executor.RunAsync(static (pair, inode) => Maps.Count(Environment.ProcessId, inode), (array, array), inode);

        Assert.Equal((first, 1, 1, 1), (second, mapped, again, both));
    }

    [Fact]
    public async Task Array_that_a_worker_sends_back_is_the_one_that_it_was_given()
    {
        using var array = new SharedArray<int>([1, 2]);

        using SharedArray<int> back = await _executor.RunAsync(static given => given.Slice(1, 1), array);

        Assert.Same(array.Part.Memory, back.Part.Memory);
        Assert.Equal(1, back.Length);
    }

    [Fact]
    public async Task Argument_that_a_function_keeps_is_an_error_after_the_call_and_its_duplicate_is_not()
    {
        using var array = new SharedArray<int>([7]);
        await _executor.RunAsync(Keeper.Keep, array);

        var error = await Assert.ThrowsAsync<ObjectDisposedException>(() => _executor.RunAsync(Keeper.FirstOfLent));

        Assert.Contains("TRM0611", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, await _executor.RunAsync(Keeper.FirstOfDuplicate));
        await _executor.RunAsync(Keeper.LetGo);
    }

    // 39
    [Fact]
    public async Task Result_survives_its_maker_and_is_gone_with_its_last_holder()
    {
        await using var executor = Executor.Processes(1);
        (SharedArray<int> array, int maker) = await executor.RunAsync(Make, 42);
        ulong inode = array.Part.Memory.Address.Inode;
        _ = WorkerFunctions.kill(maker, 9);
        await Until.TrueAsync(() => !ProcessTree.IsAlive(maker), () => "the maker is still there");

        using (SharedView<int> view = array.Open())
            Assert.Equal(42, view.Span[0]);
        array.Dispose();

        Assert.Empty(Maps.Holders(inode));
    }

    // 39
    [Fact]
    public async Task Worker_that_is_killed_while_it_holds_an_array_takes_nothing_along()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        using var array = new SharedArray<int>([4]);
        ulong inode = array.Part.Memory.Address.Inode;
        Task call = executor.RunAsync(HoldOpen, array, gate.Folder);
        await gate.UntilEnteredAsync(1);
        int worker = executor.Snapshot().Workers[0].ProcessId!.Value;
        Assert.Equal([.. new[] { Environment.ProcessId, worker }.Order()], Maps.Holders(inode).Order());

        _ = WorkerFunctions.kill(worker, 9);
        await Assert.ThrowsAsync<WorkerCrashedException>(() => call);

        Assert.Equal([Environment.ProcessId], Maps.Holders(inode));
        Assert.Equal(4, await executor.RunAsync(First, array));
    }

    // 39
    [Fact]
    public async Task Program_that_is_killed_leaves_no_shared_memory()
    {
        var start = new ProcessStartInfo(SupportPrograms.WorkersProbe, ["share"]) { RedirectStandardOutput = true };
        using Process program = Process.Start(start)!;
        using StreamReader output = program.StandardOutput;
        int worker = int.Parse((await output.ReadLineAsync())!, CultureInfo.InvariantCulture);
        ulong[] arrays = Maps.Arrays(program.Id);
        Assert.Equal(2, arrays.Length);
        Assert.All(arrays, array => Assert.Contains(worker, Maps.Holders(array)));

        program.Kill();
        await program.WaitForExitAsync();

        await Until.TrueAsync(() => arrays.All(array => Maps.Holders(array).Length == 0), () => "shared memory outlived its program");
        Assert.False(ProcessTree.IsAlive(worker));
    }

    [Fact]
    public async Task Array_of_more_bytes_than_an_int_counts_is_read_to_its_end_by_a_worker()
    {
        using var array = new SharedArray<byte>(int.MaxValue + 10L);
        using (SharedView<byte> end = array.Open(array.Length - 1, 1))
            end.Span[0] = 9;

        Assert.Equal((array.Length, 9), await _executor.RunAsync(LengthAndLast, array));

        static (long Length, int Last) LengthAndLast(SharedArray<byte> given)
        {
            using SharedView<byte> last = given.Open(given.Length - 1, 1);
            return (given.Length, last.Span[0]);
        }
    }

    [Fact]
    public async Task Result_that_was_taken_is_let_go_by_its_worker()
    {
        (SharedArray<int> array, int maker) = await _executor.RunAsync(Make, 1);
        using (array)
        {
            ulong inode = array.Part.Memory.Address.Inode;
            await Until.TrueAsync(() => Maps.Count(maker, inode) == 0, () => "the worker still holds what it has given away");
            Assert.Equal(1, await _executor.RunAsync(First, array));
        }
    }

    [Fact]
    public void Damaged_handle_is_an_error()
    {
        using var array = new SharedArray<long>(8);
        byte[] handle = Encoded(array);
        int accepted = 0;
        for (int at = 0; at < handle.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. handle];
                damaged[at] ^= (byte)(1 << bit);
                accepted += IsAccepted(damaged) ? 1 : 0;
            }
        }

        // What identity does not cover: the byte that says null (its lowest bit; the others still say "not null"), the sender's process and
        // descriptor, because the memory is found here without them, and a length or an offset that stays within the memory.
        Assert.InRange(accepted, 1, 8 + 64 + 8);
        Assert.False(IsAccepted(handle[..^1]));
    }

    private static byte[] Encoded(SharedArray<long> array)
    {
        var writer = new PayloadWriter(CodecSet.Plain);
        writer.WriteArguments(array, SomeFunction);
        writer.TakeHeld()!.Dispose();
        return writer.Written.ToArray();
    }

    private static bool IsAccepted(byte[] handle)
    {
        try
        {
            new PayloadReader(handle, CodecSet.Plain).ReadResult<SharedArray<long>?>(SomeFunction)?.Dispose();
            return true;
        }
        catch (PayloadException)
        {
            return false;
        }
    }

    private static void ForceWrite(ReadOnlySharedArray<int> array)
    {
        using ReadOnlySharedView<int> view = array.Open();
        Unsafe.AsRef(in view.Span[0]) = 6;
    }

    private static int First(SharedArray<int> array)
    {
        using SharedView<int> view = array.Open();
        return view.Span[0];
    }

    private static unsafe (long Address, int Mapped) Place(SharedArray<long> array, ulong inode) =>
        ((long)array.Part.Memory.Pointer, Maps.Count(Environment.ProcessId, inode));

    private static (SharedArray<int> Array, int Maker) Make(int first) => (new SharedArray<int>([first]), Environment.ProcessId);

    private static void HoldOpen(SharedArray<int> array, string gate)
    {
        using SharedView<int> view = array.Open();
        Gate.PassBlocking(gate, view.Span[0]);
    }

    /// <summary>A worker's memory of what it was lent.</summary>
    private static class Keeper
    {
        private static SharedArray<int>? _lent;
        private static SharedArray<int>? _own;

        public static void Keep(SharedArray<int> array) => (_lent, _own) = (array, array.Duplicate());

        public static int FirstOfLent() => First(_lent!);

        public static int FirstOfDuplicate() => First(_own!);

        public static void LetGo() => _own!.Dispose();
    }
}
