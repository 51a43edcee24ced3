using System.Diagnostics;
using Trama.Processes;
using Trama.Processes.Functions;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Hostile;

/// <summary>The near side of a real worker process, with what an honest parent would say at hand.</summary>
internal sealed class ScriptedParent : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WorkerEndpoint _endpoint = new();
    private readonly List<string> _errors = [];
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WorkerProcess _process;

    public ScriptedParent(bool useSocket)
    {
        SharedMemory? rings = useSocket ? null : SharedMemory.Create("trama-test", RingChannel.MemorySize);
        _process = Start(rings?.Address);
        Wire = new WireEnd(_endpoint.Accept(), rings, isParent: true);
        Assert.Equal((byte)FrameKind.Hello, Wire.ReceiveFromSocket()!.Kind);
    }

    public WireEnd Wire { get; }

    public int ProcessId => _process.Id;

    /// <summary>What the worker wrote to its standard error.</summary>
    public string LastWords
    {
        get
        {
            lock (_errors)
                return string.Join('\n', _errors);
        }
    }

    /// <summary>A function and a call of it, as an honest parent sends them: twice the argument.</summary>
    public static WireFrame[] HonestCall(long number, int argument)
    {
        var function = ScriptedWorker.Write(FrameKind.Function, FunctionNaming.Of(WorkerFunctions.Double, typeof(Func<int, int>)).Write);
        return [function, ScriptedWorker.Write(FrameKind.Call, writer =>
        {
            byte[] surroundings = CallSurroundings.CaptureEncoded();
            writer.WriteInt64(number);
            writer.WriteInt32(0);
            writer.WriteByte(0);
            writer.WriteInt32(surroundings.Length);
            writer.WriteBytes(surroundings);
            writer.WriteInt32(argument);
        })];
    }

    /// <summary>Waits for the answer to a call.</summary>
    public int AwaitResult(long number)
    {
        WireFrame frame;
        do
            frame = Wire.Receive(Patience) ?? throw new IOException($"The worker said nothing more. {LastWords}");
        while (frame.Kind == (byte)FrameKind.Started);
        Assert.Equal((byte)FrameKind.Result, frame.Kind);
        var reader = new PayloadReader(frame.Payload, CodecSet.Plain);
        Assert.Equal(number, reader.ReadInt64());
        reader.ReadInt64();
        return reader.ReadInt32();
    }

    /// <summary>The most memory that the process has had so far, in bytes; 0 when it has ended.</summary>
    public long PeakMemory()
    {
        try
        {
            using Process process = Process.GetProcessById(ProcessId);
            return process.PeakWorkingSet64;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Whether the process ends by itself, after the parent has closed its end.</summary>
    public async Task<bool> EndsWhenClosedAsync()
    {
        Wire.Dispose();
        return await Task.WhenAny(_exited.Task, Task.Delay(Patience)) == _exited.Task;
    }

    public Task UntilExitedAsync() => _exited.Task.WaitAsync(Patience);

    public void Dispose()
    {
        Wire.Dispose();
        _process.Kill();
        _process.AwaitDeath(TimeSpan.Zero);
        _process.Dispose();
        _endpoint.Dispose();
    }

    // By the thread that outlives the test: a worker dies with the thread that has started it.
    private WorkerProcess Start(SharedMemoryAddress? rings)
    {
        var started = new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkerStarter.Post(() =>
        {
            try
            {
                started.SetResult(WorkerProcess.Start(
                    WorkerCommand.ForThisApp(), new ProcessExecutorOptions(), NewHandshake(rings), Hear, () => _exited.TrySetResult()));
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private Handshake NewHandshake(SharedMemoryAddress? rings) => new()
    {
        Address = _endpoint.Address,
        Token = Handshake.NewToken(),
        ParentId = Environment.ProcessId,
        Worker = 1,
        Executor = "scripted",
        Rings = rings,
        Depth = 1,
        PayloadCodec = null,
        ExceptionCodec = null,
    };

    private void Hear(string line, bool isError)
    {
        if (!isError)
            return;
        lock (_errors)
            _errors.Add(line);
    }
}
