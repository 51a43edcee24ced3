using System.Net.Sockets;
using Trama.Processes.Ipc;

namespace Trama.Tests.Processes.Ipc;

public sealed class SocketChannelTests : IDisposable
{
    // More than both ends' buffers take.
    private const int Large = 8 << 20;

    private readonly SocketChannel _near;
    private readonly SocketChannel _far;

    public SocketChannelTests()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = Path.Combine(Path.GetTempPath(), $"trama-{Guid.NewGuid():N}");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        _near = new SocketChannel(socket);
        _far = new SocketChannel(listener.Accept());
        File.Delete(path);
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void What_was_shown_is_not_in_this_process_any_more()
    {
        _near.Send(FrameKind.Result, new byte[Large]);
        _near.Send(FrameKind.Started, new byte[8]);
        var showing = new Thread(_near.Show) { IsBackground = true };
        showing.Start();
        // Nobody reads: most of the first frame, and all of the second, would be lost with this process.
        Assert.False(showing.Join(TimeSpan.FromMilliseconds(200)));

        Assert.True(_far.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload));
        Assert.Equal((FrameKind.Result, Large), (kind, payload.Length));
        Assert.True(_far.TryReceive(out kind, out _));
        Assert.Equal(FrameKind.Started, kind);
        Assert.True(showing.Join(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Sending_itself_never_waits()
    {
        for (int i = 0; i < 3; i++)
            _near.Send(FrameKind.Call, new byte[Large]);
        Assert.True(_far.TryReceive(out _, out ReadOnlySpan<byte> payload));
        Assert.Equal(Large, payload.Length);
    }

    [Fact]
    public void Sending_on_a_closed_channel_does_nothing()
    {
        _near.Dispose();
        _near.Send(FrameKind.Call, new byte[8]);
        _near.Send(FrameKind.Call, new byte[Large]);
    }

    [Fact]
    public void Showing_ends_when_the_other_side_is_gone()
    {
        _near.Send(FrameKind.Result, new byte[Large]);
        var showing = new Thread(_near.Show) { IsBackground = true };
        showing.Start();
        _far.Dispose();
        Assert.True(showing.Join(TimeSpan.FromSeconds(30)));
        _near.Send(FrameKind.Result, new byte[Large]);
        _near.Show();
    }
}
