using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Shared;

/// <summary>Large values beside their frame.</summary>
public sealed class SegmentCodecTests : IDisposable
{
    private static readonly Delegate SomeFunction = static () => { };

    private readonly SegmentPool _pool = new();
    private readonly CodecSet _codecs;
    private readonly double[] _numbers = [.. Enumerable.Range(0, 100_000).Select(n => (double)n)];

    public SegmentCodecTests() => _codecs = new CodecSet(custom: null, _pool);

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Large_array_is_a_few_bytes_in_its_frame_and_arrives_as_a_copy()
    {
        PayloadWriter writer = Write(_numbers);
        using Holds held = writer.TakeHeld()!;

        double[] back = new PayloadReader(writer.Written.Span, _codecs).ReadResult<double[]>(SomeFunction);

        Assert.InRange(writer.Length, 1, 200);
        Assert.Equal(_numbers, back);
    }

    [Fact]
    public void Small_array_stays_in_its_frame()
    {
        PayloadWriter writer = Write(new byte[SegmentPool.Threshold - 1]);

        Assert.Null(writer.TakeHeld());
        Assert.Equal(SegmentPool.Threshold - 1, new PayloadReader(writer.Written.Span, _codecs).ReadResult<byte[]>(SomeFunction).Length);
    }

    [Fact]
    public void Large_argument_of_read_only_memory_is_read_in_place_until_its_call_ends()
    {
        PayloadWriter writer = Write<ReadOnlyMemory<double>>(_numbers);
        using Holds held = writer.TakeHeld()!;
        var reader = new PayloadReader(writer.Written.Span, _codecs) { Lends = true };

        var memory = reader.ReadArguments<ReadOnlyMemory<double>>("F");

        Assert.Equal(0, reader.Remaining);
        Assert.True(memory.Span.SequenceEqual(_numbers));
        reader.Borrowed!.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public void Large_result_of_read_only_memory_is_a_copy_that_stays()
    {
        PayloadWriter writer = Write<ReadOnlyMemory<double>>(_numbers);
        ReadOnlyMemory<double> memory;
        using (writer.TakeHeld()!)
            memory = new PayloadReader(writer.Written.Span, _codecs).ReadResult<ReadOnlyMemory<double>>(SomeFunction);

        Assert.True(memory.Span.SequenceEqual(_numbers));
    }

    [Fact]
    public void Segment_goes_back_to_its_pool_with_the_call()
    {
        for (int call = 0; call < 3; call++)
        {
            using Holds held = Write(_numbers).TakeHeld()!;
            Assert.Equal(0, _pool.KeptBytes);
        }

        Assert.Equal(1 << 20, _pool.KeptBytes);
    }

    [Fact]
    public void Segment_whose_bytes_are_no_whole_elements_is_refused()
    {
        PayloadWriter writer = Write(new byte[SegmentPool.Threshold + 1]);
        using Holds held = writer.TakeHeld()!;

        Assert.Contains(
            "TRM0517",
            Assert.Throws<PayloadException>(() => new PayloadReader(writer.Written.Span, _codecs).ReadResult<long[]>(SomeFunction)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Array_that_follows_its_message_is_read_while_it_is_written()
    {
        byte[] bytes = new byte[Elements.FollowFrom + 5];
        new Random(1).NextBytes(bytes);
        var writer = new PayloadWriter(_codecs) { MayFollow = true };
        writer.WriteArguments(bytes, SomeFunction);
        using Holds held = writer.TakeHeld()!;
        Task<byte[]> reader = Task.Factory.StartNew(
            () => new PayloadReader(writer.Written.Span, _codecs) { Lends = true }.ReadArguments<byte[]>("F"),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Yield();
        Assert.False(reader.IsCompleted);

        writer.TakeFollowing()!();

        Assert.Equal(bytes, await reader);
    }

    [Fact]
    public void Nothing_follows_a_message_whose_writer_does_not_allow_it_or_whose_reader_needs_all_of_it()
    {
        byte[] bytes = new byte[Elements.FollowFrom];
        PayloadWriter whole = Write(bytes);
        whole.TakeHeld()!.Dispose();
        var inPlace = new PayloadWriter(_codecs) { MayFollow = true };
        inPlace.WriteArguments<ReadOnlyMemory<byte>>(bytes, SomeFunction);
        inPlace.TakeHeld()!.Dispose();

        Assert.Null(whole.TakeFollowing());
        Assert.Null(inPlace.TakeFollowing());
    }

    private PayloadWriter Write<T>(T value)
    {
        var writer = new PayloadWriter(_codecs);
        writer.WriteArguments(value, SomeFunction);
        return writer;
    }
}
