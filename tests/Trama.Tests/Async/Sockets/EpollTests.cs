using System.Diagnostics;
using System.Net.Sockets;
using Trama.Async.Sockets;

namespace Trama.Tests.Async.Sockets;

public sealed class EpollTests
{
    [Fact]
    public void A_wait_ends_with_its_time_and_not_before()
    {
        using var epoll = new Epoll();
        long started = Stopwatch.GetTimestamp();
        epoll.Wait(TimeSpan.FromMilliseconds(1.5));
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(1.5));
        Assert.Equal(0, epoll.Count);
    }

    [Fact]
    public void A_ring_before_a_wait_ends_it()
    {
        using var epoll = new Epoll();
        epoll.Ring();
        epoll.Wait(Timeout.InfiniteTimeSpan);
        Assert.Equal(1, epoll.Count);
        Assert.Equal(Epoll.RingKey, epoll[0].Key);
    }

    [Fact]
    public async Task Every_ring_ends_a_wait_from_another_thread()
    {
        using var epoll = new Epoll();
        for (int i = 0; i < 100; i++)
        {
            Task ring = Task.Run(epoll.Ring, TestContext.Current.CancellationToken);
            epoll.Wait(Timeout.InfiniteTimeSpan);
            Assert.Equal(1, epoll.Count);
            await ring;
        }
    }

    [Fact]
    public void A_change_is_told_once()
    {
        using var epoll = new Epoll();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        epoll.Register(socket.SafeHandle, 7, Readiness.Out);
        epoll.Wait(TimeSpan.Zero);
        Assert.Equal((7UL, Readiness.Out), (epoll[0].Key, epoll[0].Readiness));
        epoll.Wait(TimeSpan.Zero);
        Assert.Equal(0, epoll.Count);
    }
}
