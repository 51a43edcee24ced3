using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Worker;

namespace Trama.Processes;

/// <summary>
/// Runs calls in the caller's own process with everything encoded and decoded as if they crossed, so that a debugger can step from the
/// caller into the function.
/// </summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal sealed class LocalRunner
{
    private readonly ProcessExecutor _executor;
    private readonly ProcessExecutorOptions _options;
    private readonly CodecSet _codecs;
    private readonly Lazy<bool> _initialized;

    public LocalRunner(ProcessExecutor executor, ProcessExecutorOptions options, CodecSet codecs)
    {
        (_executor, _options, _codecs) = (executor, options, codecs);

        // Several threads may bring the first call: one runs the initializer, the others wait for it.
        _initialized = new Lazy<bool>(TryInitialize, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>Runs the initializer unless it has run. False: it failed, and the executor is broken.</summary>
    public bool EnsureInitialized() => _initialized.Value;

    public void Run(Call head)
    {
        bool ready = EnsureInitialized();
        for (Call? call = head; call is not null; call = call.Next)
        {
            if (!ready)
                call.Fail(_executor.BrokenBy!);
            else if (call.Prepared is PreparedCall prepared && call.TryStart(worker: 1))
                Run(call, prepared);
        }
    }

    private bool TryInitialize()
    {
        try
        {
            _options.Initializer?.Invoke();
            return true;
        }
        catch (Exception error)
        {
            _executor.BreakBy($"The initializer of worker 1 failed: {error.Message}", error);
            return false;
        }
    }

    private void Run(Call call, PreparedCall prepared)
    {
        // A runner of its own for each call: a call may make another, and a pump serves one at a time.
        var runner = new CallRunner(_codecs, _options.ExceptionCodec);
        var writer = new PayloadWriter(_codecs);
        prepared.Function.Write(writer);
        runner.Define(new PayloadReader(writer.Written.Span, _codecs));
        writer.Clear();
        prepared.WriteTo(call, writer, function: 0);
        if (!call.HadArguments())
            return;
        var outlet = new Outlet(this, call, prepared);
        var incoming = new IncomingCall(number: 1, _codecs, outlet);
        outlet.Incoming = incoming;
        using CancellationTokenRegistration cancellation = call.Token.UnsafeRegister(
            static incoming => ((IncomingCall)incoming!).Cancel(), incoming);
        var answer = new CallAnswer(_codecs);
        ExecutionContext? callers = ExecutionContext.Capture();
        bool succeeded = runner.Run(incoming, writer.Written.Span, answer);
        if (callers is not null)
            ExecutionContext.Restore(callers);
        var reader = new PayloadReader(answer.Written.Span, _codecs);
        reader.ReadInt64();
        long cpuTicks = reader.ReadInt64();
        if (cpuTicks >= 0)
            call.CpuTime = TimeSpan.FromTicks(cpuTicks);
        if (succeeded)
            call.EndWithPayload(reader);
        else
            call.Fail(ExceptionTable.Rebuild(RemoteError.Read(ref reader), _options.ExceptionCodec));
        runner.Taken(incoming.Number);
    }

    /// <summary>What a call sends arrives at once, on the thread that sends it.</summary>
    private sealed class Outlet(LocalRunner runner, Call call, PreparedCall prepared) : ICallOutlet
    {
        public IncomingCall? Incoming { get; set; }

        public void SendInBurst(FrameKind kind, ReadOnlySpan<byte> payload) => Send(kind, payload);

        public void Send(FrameKind kind, ReadOnlySpan<byte> payload)
        {
            var reader = new PayloadReader(payload, runner._codecs);
            reader.ReadInt64();
            if (kind == FrameKind.Report)
            {
                if (prepared.Reports!.Deliver(reader, runner._executor.Events))
                    Incoming!.AddReportRoom(1);
                return;
            }

            call.OnItemConsumed ??= Incoming!.AddCredit;
            call.ReceiveItem(reader);
        }
    }
}
