using System.Net.Sockets;
using System.Text;

namespace Trama.Tests.Async.Sockets;

/// <summary>What a loop's socket promises, whoever waits for it.</summary>
public abstract class LoopSocketTests(bool ioOnLoop)
{
    private static readonly byte[] Greeting = "hello"u8.ToArray();

    [Fact]
    public void What_is_sent_arrives() => Run(async pair =>
    {
        await pair.Client.SendAsync(Greeting);
        Assert.Equal(Greeting, await ReceiveAsync(pair.Server, Greeting.Length));
        await pair.Server.SendAsync(Greeting);
        Assert.Equal(Greeting, await ReceiveAsync(pair.Client, Greeting.Length));
    });

    [Fact]
    public void More_than_the_kernel_holds_is_sent_whole_while_the_other_end_reads() => Run(async pair =>
    {
        byte[] sent = new byte[16 << 20];
        new Random(1).NextBytes(sent);
        Task sending = pair.Client.SendAsync(sent).AsTask();
        Assert.False(sending.IsCompleted);
        byte[] received = await ReceiveAsync(pair.Server, sent.Length);
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    });

    [Fact]
    public void The_other_ends_close_is_received_as_nothing_after_what_it_sent() => Run(async pair =>
    {
        await pair.Client.SendAsync(Greeting);
        pair.Client.Dispose();
        Assert.Equal(Greeting, await ReceiveAsync(pair.Server, Greeting.Length));
        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[10]));
        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[10]));
    });

    [Fact]
    public void A_close_ends_a_receive_that_waits_at_the_other_end() => Run(async pair =>
    {
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
        pair.Client.Dispose();
        Assert.Equal(0, await receiving);
    });

    [Fact]
    public void An_empty_buffer_waits_for_something_to_be_there_and_takes_nothing() => Run(async pair =>
    {
        ValueTask<int> waiting = pair.Server.ReceiveAsync(Memory<byte>.Empty);
        Assert.False(waiting.IsCompleted);
        await pair.Client.SendAsync(Greeting);
        Assert.Equal(0, await waiting);
        Assert.Equal(0, await pair.Server.ReceiveAsync(Memory<byte>.Empty));
        Assert.Equal(Greeting, await ReceiveAsync(pair.Server, Greeting.Length));
    });

    [Fact]
    public void A_cancelled_receive_loses_nothing() => Run(async pair =>
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10], cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
        await pair.Client.SendAsync(Greeting);
        Assert.Equal(Greeting, await ReceiveAsync(pair.Server, Greeting.Length));
    });

    [Fact]
    public void A_receive_is_cancelled_from_another_thread() => Run(async pair =>
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10], cancellation.Token);
        await Task.Run(cancellation.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
    });

    [Fact]
    public void A_token_that_is_cancelled_already_lets_nothing_start() => Run(async pair =>
    {
        var cancelled = new CancellationToken(canceled: true);
        await pair.Client.SendAsync(Greeting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pair.Client.SendAsync(Greeting, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pair.Server.ReceiveAsync(new byte[10], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pair.Listener.AcceptAsync(cancelled));
        Assert.Equal(Greeting, await ReceiveAsync(pair.Server, Greeting.Length));
    });

    [Fact]
    public void An_accept_is_cancelled_and_the_next_one_takes_the_connection() => Run(async pair =>
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<LoopSocket> accepting = pair.Listener.AcceptAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await accepting);

        using LoopSocket client = EventLoop.Current!.Attach(SocketPair.NewSocket());
        await client.ConnectAsync(pair.Listener.Socket.LocalEndPoint!);
        using LoopSocket server = await pair.Listener.AcceptAsync();
        await client.SendAsync(Greeting);
        Assert.Equal(Greeting, await ReceiveAsync(server, Greeting.Length));
    });

    [Fact]
    public void Closing_the_socket_ends_what_waits_for_it() => Run(async pair =>
    {
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
        pair.Server.Dispose();
        pair.Server.Dispose();
        await Assert.ThrowsAsync<SocketException>(async () => await receiving);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Server.ReceiveAsync(new byte[10]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Server.SendAsync(new byte[10]));
    });

    [Fact]
    public void Nobody_listening_is_a_refused_connection() => EventLoop.Run(
        async () =>
        {
            LoopSocket listener = SocketPair.Listen();
            System.Net.EndPoint nobody = listener.Socket.LocalEndPoint!;
            listener.Dispose();
            using LoopSocket client = EventLoop.Current!.Attach(SocketPair.NewSocket());
            SocketException refused = await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(nobody));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        },
        Options);

    [Fact]
    public void A_reset_connection_fails_the_receive() => Run(async pair =>
    {
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
        pair.Client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        pair.Client.Dispose();
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () => await receiving);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    });

    [Fact]
    public void Other_threads_may_receive_and_send() => Run(async pair =>
    {
        await Task.Run(async () => await pair.Client.SendAsync(Greeting));
        Assert.Equal(Greeting, await Task.Run(() => ReceiveAsync(pair.Server, Greeting.Length)));
    });

    [Fact]
    public void Another_thread_may_accept_and_close() => EventLoop.Run(
        async () =>
        {
            using LoopSocket listener = SocketPair.Listen();
            Task<LoopSocket> accepting = Task.Run(async () => await listener.AcceptAsync());
            using LoopSocket client = EventLoop.Current!.Attach(SocketPair.NewSocket());
            await client.ConnectAsync(listener.Socket.LocalEndPoint!);
            LoopSocket server = await accepting;
            await Task.Run(server.Dispose);
            Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
        },
        Options);

    [Fact]
    public void Lines_are_read_and_written_through_its_stream() => Run(async pair =>
    {
        await using var writer = new StreamWriter(pair.Client.GetStream()) { AutoFlush = true };
        using var reader = new StreamReader(pair.Server.GetStream());
        await writer.WriteLineAsync("olá".AsMemory());
        await writer.WriteLineAsync("mundo".AsMemory());
        Assert.Equal("olá", await reader.ReadLineAsync());
        Assert.Equal("mundo", await reader.ReadLineAsync());
    });

    [Fact]
    public void Its_stream_has_no_synchronous_reads_and_writes() => Run(pair =>
    {
        Stream stream = pair.Client.GetStream();
        Assert.Contains("TRM0212", Assert.Throws<NotSupportedException>(() => stream.ReadByte()).Message, StringComparison.Ordinal);
        Assert.Contains("TRM0212", Assert.Throws<NotSupportedException>(() => stream.WriteByte(1)).Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_socket_that_is_left_ends_with_its_loop()
    {
        using Socket client = SocketPair.NewSocket();
        EventLoop.Run(
            async () =>
            {
                using LoopSocket listener = SocketPair.Listen();
                Task connecting = client.ConnectAsync(listener.Socket.LocalEndPoint!);
                await listener.AcceptAsync();
                await connecting;
            },
            Options);
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Fact]
    public void Attaching_from_another_thread_is_refused() => EventLoop.Run(
        async () =>
        {
            EventLoop loop = EventLoop.Current!;
            using Socket socket = SocketPair.NewSocket();
            InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => loop.Attach(socket)));
            Assert.Contains("TRM0211", refused.Message, StringComparison.Ordinal);
        },
        Options);

    [Fact]
    public void A_thousand_connections_are_served_by_one_loop() => EventLoop.Run(
        async () =>
        {
            EventLoop loop = EventLoop.Current!;
            using LoopSocket listener = SocketPair.Listen();
            Task serving = loop.InvokeAsync(async () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    LoopSocket connection = await listener.AcceptAsync();
                    _ = loop.InvokeAsync(() => EchoAsync(connection));
                }
            });
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(async number =>
            {
                using LoopSocket client = loop.Attach(SocketPair.NewSocket());
                await client.ConnectAsync(listener.Socket.LocalEndPoint!);
                for (int i = 0; i < 5; i++)
                {
                    byte[] message = Encoding.UTF8.GetBytes($"{number}: {i}");
                    await client.SendAsync(message);
                    Assert.Equal(message, await ReceiveAsync(client, message.Length));
                }
            }));
            await serving;
        },
        Options);

    private protected EventLoopOptions Options { get; } = new() { IOOnLoop = ioOnLoop };

    private protected void Run(Func<SocketPair, Task> test) => EventLoop.Run(
        async () =>
        {
            using SocketPair pair = await SocketPair.ConnectAsync();
            await test(pair);
        },
        Options);

    private protected static async Task<byte[]> ReceiveAsync(LoopSocket socket, int count)
    {
        byte[] received = new byte[count];
        for (int at = 0; at < count;)
        {
            int more = await socket.ReceiveAsync(received.AsMemory(at));
            at += more > 0 ? more : throw new EndOfStreamException($"{at} of {count} bytes came.");
        }

        return received;
    }

    private static async Task EchoAsync(LoopSocket connection)
    {
        using (connection)
        {
            byte[] buffer = new byte[64];
            while (await connection.ReceiveAsync(buffer) is var received and > 0)
                await connection.SendAsync(buffer.AsMemory(0, received));
        }
    }
}

/// <summary>.NET's threads wait.</summary>
public sealed class RuntimeLoopSocketTests() : LoopSocketTests(ioOnLoop: false);
