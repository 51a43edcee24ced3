using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Worker;

namespace Trama.Processes;

/// <summary>
/// Runs calls in the caller's own process with everything encoded and decoded as if they crossed, so that a debugger can step from the
/// caller into the function.
/// </summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal sealed class LocalRunner(ProcessExecutorOptions options, CodecSet codecs)
{
    public void Run(Call head)
    {
        for (Call? call = head; call is not null; call = call.Next)
        {
            if (call.Prepared is PreparedCall prepared && call.TryStart(worker: 1))
                Run(call, prepared);
        }
    }

    private void Run(Call call, PreparedCall prepared)
    {
        // A runner of its own for each call: a call may make another, and a pump serves one at a time.
        var runner = new CallRunner(codecs, options.ExceptionCodec);
        var writer = new PayloadWriter(codecs);
        prepared.Function.Write(writer);
        runner.Define(new PayloadReader(writer.Written.Span, codecs));
        writer.Clear();
        prepared.WriteTo(writer, function: 0);
        var incoming = new IncomingCall(number: 1);
        using CancellationTokenRegistration cancellation = call.Token.UnsafeRegister(
            static incoming => ((IncomingCall)incoming!).Cancel(), incoming);
        var answer = new CallAnswer(codecs);
        bool succeeded = runner.Run(incoming, writer.Written.Span, answer, (_, write) => Receive(call, incoming, write));
        var reader = new PayloadReader(answer.Written.Span, codecs);
        reader.ReadInt64();
        long cpuTicks = reader.ReadInt64();
        if (cpuTicks >= 0)
            call.CpuTime = TimeSpan.FromTicks(cpuTicks);
        if (succeeded)
            call.EndWithPayload(reader);
        else
            call.Fail(ExceptionTable.Rebuild(RemoteError.Read(ref reader), options.ExceptionCodec));
        runner.Taken(incoming.Number);
    }

    private void Receive(Call call, IncomingCall incoming, Action<PayloadWriter> write)
    {
        call.OnItemConsumed ??= incoming.AddCredit;
        var writer = new PayloadWriter(codecs);
        write(writer);
        call.ReceiveItem(new PayloadReader(writer.Written.Span, codecs));
    }
}
