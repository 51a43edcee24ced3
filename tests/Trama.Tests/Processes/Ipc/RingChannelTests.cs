using System.Net.Sockets;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Ipc;

/// <summary>Both ends of a channel over rings, in one process.</summary>
public sealed class RingChannelTests : IDisposable
{
    private readonly SharedMemory _memory = SharedMemory.Create("trama-test", RingChannel.MemorySize);
    private readonly List<Exception> _broken = [];
    private readonly RingChannel _parent;
    private readonly RingChannel _worker;

    public RingChannelTests()
    {
        _parent = RingChannel.OfParent(NewSocket(), _memory, static () => { }, _broken.Add);
        _worker = RingChannel.OfWorker(NewSocket(), SharedMemory.Open(_memory.Address, readOnly: false));
    }

    public void Dispose()
    {
        _worker.Dispose();
        _parent.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(65_000)]
    [InlineData(1_000_000)]
    public void Frame_of_any_length_arrives_as_it_was_sent(int length)
    {
        byte[] sent = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];

        _parent.Send(FrameKind.Call, sent);
        _parent.Flush();

        Assert.True(_worker.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> received));
        Assert.Equal(FrameKind.Call, kind);
        Assert.Equal(sent, received.ToArray());
    }

    [Fact]
    public void Frame_that_was_taken_back_is_passed_over_and_one_that_has_begun_is_not_given_back()
    {
        long first = _parent.Send(FrameKind.Call, [1]);
        long second = _parent.Send(FrameKind.Call, [2]);
        long third = _parent.Send(FrameKind.Call, [3]);
        _parent.Flush();

        Assert.True(_worker.TryReceive(out _, out ReadOnlySpan<byte> received));
        Assert.Equal([1], received.ToArray());
        Assert.False(_parent.TryTakeBack(first));
        Assert.True(_parent.TryTakeBack(second));
        Assert.True(_worker.TryReceive(out _, out received));
        Assert.Equal([3], received.ToArray());
        Assert.Equal((true, true), (_parent.HasBegun(first), _parent.HasBegun(third)));
    }

    [Fact]
    public unsafe void Worker_that_stores_nonsense_is_reported_and_breaks_nobody_who_makes_a_call()
    {
        long sent = _parent.Send(FrameKind.Call, [1]);
        _parent.Flush();
        *new Ring(_memory.Pointer, RingChannel.MemorySize / 2).Tail = long.MaxValue - 15;

        Assert.False(_parent.TryTakeBack(sent));
        long nowhere = -2;
        while (nowhere != -1)
            nowhere = _parent.Send(FrameKind.Call, new byte[10_000]);
        Assert.False(_parent.HasRoom);

        Assert.All(_broken, error => Assert.IsType<InvalidDataException>(error));
        Assert.InRange(_broken.Count, 3, 100);
        Assert.False(_parent.HasBegun(nowhere));
        Assert.False(_parent.TryTakeBack(nowhere));
    }

    private static SocketChannel NewSocket() => new(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
}
