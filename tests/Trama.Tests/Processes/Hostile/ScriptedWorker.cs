using System.Diagnostics.CodeAnalysis;
using Trama.Processes;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Hostile;

/// <summary>
/// The far side of a worker's channel, with what an honest worker would say at hand. Its functions all double a number, whatever they
/// are called.
/// </summary>
internal sealed class ScriptedWorker : IDisposable
{
    private readonly bool _tellsStart;

    public ScriptedWorker(Handshake handshake)
    {
        SharedMemory? rings = handshake.Rings is { } address ? SharedMemory.Open(address, readOnly: false) : null;
        _tellsStart = rings is null;
        Wire = new WireEnd(WorkerEndpoint.Connect(handshake.Address), rings, isParent: false);
        Wire.SendOverSocket(Greeting(handshake, usesRings: rings is not null).OnSocket());
    }

    public WireEnd Wire { get; }

    public static WireFrame Greeting(Handshake handshake, bool usesRings) => Write(FrameKind.Hello, writer =>
    {
        writer.WriteInt32(Handshake.Version);
        writer.WriteBytes(handshake.Token);
        writer.WriteByte(usesRings ? (byte)1 : (byte)0);
    });

    /// <summary>Begins with the next call, or chunk. False: the parent wants no more, or there was none for that long.</summary>
    public bool TryBegin([NotNullWhen(true)] out Work? work, TimeSpan? patience = null)
    {
        work = null;
        WireFrame? frame;
        do
            frame = Wire.Receive(patience);
        while (frame is { Kind: (byte)FrameKind.Function });
        if (frame is not { Kind: (byte)FrameKind.Call or (byte)FrameKind.Chunk })
            return false;
        work = Work.Read(frame);
        if (_tellsStart)
            Wire.Send(Numbered(FrameKind.Started, work.Number));
        return true;
    }

    /// <summary>Answers one call as it should be.</summary>
    public void Answer(Work work)
    {
        foreach (WireFrame frame in AnswersTo(work))
            Wire.Send(frame);
    }

    /// <summary>Answers all calls until the parent wants no more.</summary>
    public void Serve()
    {
        while (TryBegin(out Work? work))
            Answer(work);
    }

    /// <summary>Says nothing more, and waits for the parent to close.</summary>
    public void AwaitEnd()
    {
        while (Wire.ReceiveFromSocket() is not null)
        {
        }
    }

    /// <summary>What an honest worker says to it.</summary>
    public static WireFrame[] AnswersTo(Work work) =>
        work.IsChunk
            ? [.. work.Arguments.Select(n => Result(FrameKind.ItemResult, work.Number, 2 * n)), Result(FrameKind.Result, work.Number)]
            : [Result(FrameKind.Result, work.Number, 2 * work.Arguments[0])];

    public static WireFrame Result(FrameKind kind, long number, params int[] value) => Write(kind, writer =>
    {
        writer.WriteInt64(number);
        writer.WriteInt64(-1);
        foreach (int n in value)
            writer.WriteInt32(n);
    });

    public static WireFrame Numbered(FrameKind kind, long number) => Write(kind, writer => writer.WriteInt64(number));

    public static WireFrame Write(FrameKind kind, Action<PayloadWriter> write)
    {
        var writer = new PayloadWriter(CodecSet.Plain);
        write(writer);
        return WireFrame.Of(kind, writer.Written.ToArray());
    }

    public void Dispose() => Wire.Dispose();
}
