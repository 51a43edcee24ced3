using BenchmarkDotNet.Attributes;
using Trama.Processes;
using Trama.Processes.Functions;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Worker;

namespace Trama.Benchmarks.Micro;

/// <summary>What a worker does for one call, without the way there and back: arguments read, function run, result written.</summary>
[MemoryDiagnoser]
public class WorkerBenchmarks : ICallOutlet
{
    private const int Items = 1000;
    private static readonly Delegate SomeFunction = static () => { };
    private readonly CodecSet _codecs = new(custom: null);
    private CallRunner _runner = null!;
    private CallAnswer _answer = null!;
    private IncomingCall _call = null!;
    private byte[] _body = [];
    private byte[] _asyncBody = [];
    private byte[] _chunk = [];
    private long _bytes;

    [GlobalSetup]
    public void Prepare()
    {
        _runner = new CallRunner(_codecs, exceptionCodec: null);
        _answer = new CallAnswer(_codecs);
        _call = new IncomingCall(1, _codecs, this);
        _body = BodyOf(0, static (int n) => n + 1);
        _asyncBody = BodyOf(1, static (int n) => Task.FromResult(n + 1));
        _chunk = ChunkOf(0);
    }

    [Benchmark]
    public bool Call() => _runner.Run(_call, _body, _answer);

    [Benchmark]
    public bool AsyncCall() => _runner.Run(_call, _asyncBody, _answer);

    [Benchmark(OperationsPerInvoke = Items)]
    public bool ChunkItem() => _runner.RunChunk(_call, _chunk, _answer);

    void ICallOutlet.Send(FrameKind kind, ReadOnlySpan<byte> payload) => _bytes += payload.Length;

    void ICallOutlet.SendInBurst(FrameKind kind, ReadOnlySpan<byte> payload) => _bytes += payload.Length;

    private byte[] BodyOf(int number, Delegate function)
    {
        var writer = new PayloadWriter(_codecs);
        FunctionNaming.Of(function, function.GetType()).Write(writer);
        _runner.Define(new PayloadReader(writer.Written.Span, _codecs));
        writer.Clear();
        WriteHead(writer, number);
        writer.WriteArguments(41, SomeFunction);
        return writer.Written.ToArray();
    }

    private byte[] ChunkOf(int number)
    {
        var writer = new PayloadWriter(_codecs);
        WriteHead(writer, number);
        writer.WriteInt32(Items);
        for (int i = 0; i < Items; i++)
        {
            int at = writer.ReserveLength();
            writer.WriteArguments(i, SomeFunction);
            writer.FillLength(at);
        }

        return writer.Written.ToArray();
    }

    private static void WriteHead(PayloadWriter writer, int number)
    {
        byte[] surroundings = CallSurroundings.CaptureEncoded();
        writer.WriteInt32(number);
        writer.WriteByte(0);
        writer.WriteInt32(surroundings.Length);
        writer.WriteBytes(surroundings);
    }
}
