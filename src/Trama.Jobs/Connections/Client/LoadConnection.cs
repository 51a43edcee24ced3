using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Trama.Jobs.Connections.Client;

/// <summary>One connection of the client's: a round trip at a time, and those that wait for it.</summary>
internal sealed class LoadConnection(LoopSocket socket, Messages messages) : IDisposable
{
    private readonly byte[] _message = new byte[Messages.Size];
    private readonly byte[] _answer = new byte[Messages.Size];
    private readonly Queue<(int Number, long Intended)> _waiting = new(0);
    private bool _busy;

    public static async Task<LoadConnection> OpenAsync(EventLoop loop, IPEndPoint server, Messages messages, CancellationToken token)
    {
        var socket = loop.Attach(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        try
        {
            await socket.ConnectAsync(server, token);
            return new(socket, messages);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends message <paramref name="number"/> and takes its answer.</summary>
    public async ValueTask RoundTripAsync(int number, CancellationToken token)
    {
        messages.Fill(number, _message);
        await socket.SendAsync(_message, token);
        for (var received = 0; received < Messages.Size;)
        {
            var more = await socket.ReceiveAsync(_answer.AsMemory(received), token);
            received += more > 0 ? more : throw new EndOfStreamException("The server closed a connection in the middle of an answer.");
        }

        if (!_answer.AsSpan().SequenceEqual(_message)) throw new InvalidDataException($"The answer to message {number} is another one.");
        messages.Note(number, _answer);
    }

    /// <summary>Round trips for as long as <paramref name="next"/> gives numbers.</summary>
    public async Task RunAsync(Func<int?> next, CancellationToken token)
    {
        while (next() is { } number) await RoundTripAsync(number, token);
    }

    /// <summary>
    /// A round trip that was to begin at <paramref name="intended"/>; behind those that were to begin before, whose delay thus counts for
    /// this one too. Writes its latency to its place in <paramref name="latencies"/>.
    /// </summary>
    public async Task RunAtAsync(int number, long intended, int first, long[] latencies, CancellationToken token)
    {
        _waiting.Enqueue((number, intended));
        if (_busy) return;
        _busy = true;
        while (_waiting.TryDequeue(out var due))
        {
            await RoundTripAsync(due.Number, token);
            latencies[due.Number - first] = Stopwatch.GetTimestamp() - due.Intended;
        }

        _busy = false;
    }

    public void Dispose() => socket.Dispose();
}
