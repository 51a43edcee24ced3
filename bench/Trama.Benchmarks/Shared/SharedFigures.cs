using System.Diagnostics;
using System.Globalization;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Shared;

namespace Trama.Benchmarks.Shared;

/// <summary>What shared memory costs: handing an array over, copying into a segment. A table on standard error.</summary>
internal static class SharedFigures
{
    private const int Large = 64 << 20;
    private static readonly Delegate SomeFunction = static () => { };

    public static async Task<int> RunAsync()
    {
        Handles();
        await HandoverAsync();
        CopyRates();
        await ThresholdsAsync();
        await LargeCallsAsync();
        return 0;
    }

    // Both halves of a handover on one thread: without the way there and back.
    private static void Handles()
    {
        using var array = new SharedArray<byte>(1L << 30);
        SharedMemoryAddress address = array.Part.Memory.Address;
        Median(30_000, () => Hand(array));
        Median(3_000, () => SharedMemory.Open(address, readOnly: false).Dispose());
        Say("handle of 1 GiB, written and read where it is mapped", "µs", Median(3_000, () => Hand(array)));
        double opened = Median(3_000, () => SharedMemory.Open(address, readOnly: false).Dispose());
        Say("1 GiB opened, checked, mapped and unmapped", "µs", opened);
    }

    private static void Hand(SharedArray<byte> array)
    {
        var writer = new PayloadWriter(CodecSet.Plain);
        writer.WriteArguments(array, SomeFunction);
        var reader = new PayloadReader(writer.Written.Span, CodecSet.Plain);
        reader.ReadResult<SharedArray<byte>>(SomeFunction);
        reader.Borrowed!.Dispose();
        writer.TakeHeld()!.Dispose();
    }

    private static async Task HandoverAsync()
    {
        await using var executor = Executor.Processes(1);
        using var small = new SharedArray<byte>(1);
        for (int i = 0; i < 3_000; i++)
        {
            await executor.RunAsync(Nothing, 0L);
            await executor.RunAsync(LengthOf, small);
        }

        await CompareAsync(executor, "the same 1 byte again", Enumerable.Repeat(small, 1_000));
        foreach ((string name, long size, int count) in new[] { ("1 MiB", 1L << 20, 40), ("1 GiB", 1L << 30, 8) })
        {
            SharedArray<byte>[] arrays = [.. Enumerable.Range(0, count).Select(_ => new SharedArray<byte>(size))];
            await CompareAsync(executor, $"{name}, not mapped in the worker", ForgottenEachRound(arrays, rounds: 120 / count));
            await CompareAsync(executor, $"{name}, again", Enumerable.Repeat(arrays[0], 1_000));
            Array.ForEach(arrays, static array => array.Dispose());
        }
    }

    // A worker lets go of an array a moment after its last call; then the next one is as good as the first.
    private static IEnumerable<SharedArray<byte>> ForgottenEachRound(SharedArray<byte>[] arrays, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            if (round > 0)
                Thread.Sleep(SharedMappings.ArrayLingerTime + TimeSpan.FromMilliseconds(200));
            foreach (SharedArray<byte> array in arrays)
                yield return array;
        }
    }

    // In turn with an empty call: the way there and back costs more than the handover and scatters more than it.
    private static async Task CompareAsync(Executor executor, string what, IEnumerable<SharedArray<byte>> arrays)
    {
        List<double> differences = [];
        foreach (SharedArray<byte> array in arrays)
        {
            double empty = await TimeAsync(() => executor.RunAsync(Nothing, 0L));
            differences.Add(await TimeAsync(() => executor.RunAsync(LengthOf, array)) - empty);
        }

        Say($"SharedArray of {what}: over an empty call", "µs", differences.Order().ElementAt(differences.Count / 2));
    }

    private static async Task<double> TimeAsync(Func<Task> call)
    {
        long started = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static void CopyRates()
    {
        var bytes = new byte[Large];
        new Random(1).NextBytes(bytes);
        using var pool = new SegmentPool();
        Copy(pool, bytes);
        Say("copy of 64 MiB into a pooled segment", "GB/s", Rate(9, () => Copy(pool, bytes)));
        Say("copy of 64 MiB into a fresh segment", "GB/s", Rate(5, () =>
        {
            using var fresh = new SegmentPool(mostKept: 0);
            Copy(fresh, bytes);
        }));
        using SegmentLoan loan = pool.Rent(Large);
        loan.Write(bytes);
        using SharedMemory known = SharedMemory.Open(loan.Reference.Address, readOnly: true);
        Sum(known);
        Say("64 MiB read in place, mapped before", "GB/s", Rate(9, () => Sum(known)));
        Say("64 MiB read in place, mapped for it", "GB/s", Rate(5, () =>
        {
            using SharedMemory memory = SharedMemory.Open(loan.Reference.Address, readOnly: true);
            Sum(memory);
        }));
        Say("64 MiB read in an array", "GB/s", Rate(9, () => Sum(bytes)));
    }

    // Whole calls, in turn, with an array as an argument: in its frame, and in a segment.
    private static async Task ThresholdsAsync()
    {
        await using ProcessExecutor inFrame = Executor.Processes(1);
        await using ProcessExecutor beside = Executor.Processes(1);
        inFrame.Codecs.SegmentsFrom = int.MaxValue;
        beside.Codecs.SegmentsFrom = 1;
        foreach (int kibibytes in new[] { 1, 4, 8, 16, 24, 32, 48, 60, 64, 96, 128, 256, 512, 1024 })
        {
            var bytes = new byte[kibibytes << 10];
            List<double> frames = [], segments = [];
            for (int i = 0; i < 600; i++)
            {
                frames.Add(await TimeAsync(() => inFrame.RunAsync(SizeOf, bytes)));
                segments.Add(await TimeAsync(() => beside.RunAsync(SizeOf, bytes)));
            }

            Say($"call with an array of {kibibytes} KiB in its frame", "µs", frames.Order().ElementAt(frames.Count / 2));
            Say($"call with an array of {kibibytes} KiB in a segment", "µs", segments.Order().ElementAt(segments.Count / 2));
        }
    }

    // From 4 MiB on the copy out of the segment overlaps the copy into it.
    private static async Task LargeCallsAsync()
    {
        await using ProcessExecutor executor = Executor.Processes(1);
        foreach (int mebibytes in new[] { 2, 4, 8, 16, 64 })
        {
            var bytes = new byte[mebibytes << 20];
            List<double> times = [];
            for (int i = 0; i < 25; i++)
                times.Add(await TimeAsync(() => executor.RunAsync(SizeOf, bytes)));
            Say($"call with an array of {mebibytes} MiB", "µs", times.Order().ElementAt(times.Count / 2));
        }
    }

    private static void Copy(SegmentPool pool, byte[] bytes)
    {
        using SegmentLoan loan = pool.Rent(bytes.Length);
        loan.Write(bytes);
    }

    private static unsafe void Sum(SharedMemory memory) => Sum(new ReadOnlySpan<byte>(memory.Pointer + Segment.HeaderSize, Large));

    private static void Sum(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOfAnyExceptInRange((byte)0, (byte)255) >= 0)
            throw new InvalidOperationException("No byte is outside its range.");
    }

    private static long Nothing(long n) => n;

    private static int SizeOf(byte[] bytes) => bytes.Length;

    private static long LengthOf(SharedArray<byte> array) => array.Length;

    private static double Rate(int rounds, Action action) => Large / Median(rounds, action) / 1_000;

    private static double Median(int rounds, Action action)
    {
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            long started = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        return times.Order().ElementAt(rounds / 2);
    }

    private static void Say(string what, string unit, double value) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-62} {value,10:0.00} {unit}"));
}
