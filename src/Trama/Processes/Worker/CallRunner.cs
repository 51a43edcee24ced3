using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Trama.Async;
using Trama.Processes.Functions;

namespace Trama.Processes.Worker;

/// <summary>Decodes a call, runs its function on this thread, and encodes what came of it. Used by one thread.</summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal sealed class CallRunner(CodecSet codecs, IExceptionCodec? exceptionCodec)
{
    private readonly FunctionResolver _resolver = new();
    private readonly List<FunctionReference> _references = [];
    private readonly List<WorkerFunction?> _functions = [];
    private readonly CallbackPump _pump = new();
    private readonly SynchronizationContext? _outer = SynchronizationContext.Current;
    private ExecutionContext? _around;
    private byte[] _lastSurroundings = [];
    private CallSurroundings? _surroundings;
    private readonly HandedOver _handedOver = new();
    private bool _isRehearsal;

    /// <summary>Learns the function that calls name by the next free number. It is looked up when it is first called.</summary>
    public void Define(PayloadReader function)
    {
        _references.Add(FunctionReference.Read(ref function));
        _functions.Add(null);
    }

    /// <summary>
    /// Looks a function up that has not been called yet, compiles what a call of it needs, and goes all the way of a call once: of code that
    /// is compiled ahead each first step is looked up, which makes a millisecond of the first call. None of the user's code runs: not the
    /// function, and no codec.
    /// </summary>
    /// <param name="number">The function's number.</param>
    /// <param name="call">A call that nobody knows of.</param>
    /// <param name="answer">Receives an answer that nobody waits for.</param>
    public void Prepare(int number, IncomingCall call, CallAnswer answer)
    {
        try
        {
            WorkerFunction function = Function(number);
            function.Prepare(codecs);
            if (!function.CarriesByForeignCode(codecs))
                Rehearse(number, function, call, answer);
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            // Nobody waits for this. A call of that function meets the same error, and tells it.
        }
    }

    /// <summary>Whether what a call sent refers to something that must stay until <see cref="Taken"/>.</summary>
    public bool HoldsFor(long number) => _handedOver.HoldsFor(number);

    /// <summary>The caller has read all that a call sent. From any thread, any number of times.</summary>
    public void Taken(long number) => _handedOver.LetGo(number);

    /// <summary>Runs the call. True: the answer holds its result; false: its error.</summary>
    public bool Run(IncomingCall call, ReadOnlySpan<byte> body, CallAnswer answer)
    {
        var reader = new PayloadReader(body, codecs) { Lends = true, Progress = call };
        bool succeeded = TryReadHead(call, ref reader, answer, out Head head) && RunGuarded(head, reader, answer);

        // Before the answer leaves: whoever awaits the call has had its reports by then.
        call.EndReports();
        return succeeded;
    }

    /// <summary>
    /// Runs the function for each item of a chunk and tells what became of each at once. True: the answer says that this is all; false: the
    /// function can't be run at all.
    /// </summary>
    public bool RunChunk(IncomingCall call, ReadOnlySpan<byte> body, CallAnswer answer)
    {
        var reader = new PayloadReader(body, codecs);
        if (!TryReadHead(call, ref reader, answer, out Head head))
            return false;
        if (head.Function.IsStream)
            return Fail(new InvalidOperationException("A map's function has a result, not a stream. (TRM0528)"), answer);
        int count = reader.ReadInt32();
        for (int i = 0; i < count && !call.WantsNoMore; i++)
        {
            var item = new PayloadReader(reader.Take(reader.ReadInt32()), codecs) { Lends = true };
            bool succeeded = RunGuarded(head, item, answer);
            call.SendInBurst(succeeded ? FrameKind.ItemResult : FrameKind.ItemError, answer.Written.Span);
        }

        answer.Begin();
        return true;
    }

    private void Rehearse(int number, WorkerFunction function, IncomingCall call, CallAnswer answer)
    {
        var body = new PayloadWriter(codecs);
        PreparedCall.WriteHead(body, number, measure: false, CallSurroundings.CaptureEncoded());
        function.WriteEmptyArguments(body);
        _isRehearsal = true;
        try
        {
            Run(call, body.Written.Span, answer);
        }
        finally
        {
            _isRehearsal = false;
        }
    }

    private bool TryReadHead(IncomingCall call, ref PayloadReader reader, CallAnswer answer, out Head head)
    {
        answer.Number = call.Number;
        answer.CpuTime = null;
        try
        {
            int number = reader.ReadInt32();
            bool measure = reader.ReadByte() != 0;
            CallSurroundings surroundings = ReadSurroundings(ref reader);
            EnterSurroundings(surroundings);
            head = new Head(Function(number), new FunctionSurface(call, _pump, codecs, surroundings, measure, _isRehearsal));
            return true;
        }
        catch (Exception error)
        {
            head = default;
            return Fail(error, answer);
        }
    }

    private bool RunGuarded(in Head head, PayloadReader arguments, CallAnswer answer)
    {
        try
        {
            RunFunction(head, arguments, answer);
            return true;
        }
        catch (Exception error)
        {
            return Fail(error, answer);
        }
        finally
        {
            IncomingCall call = head.Surface.Call;
            _handedOver.Keep(call.Number, answer.TakeHeld());
            _handedOver.Keep(call.Number, call.TakeHeldItems());
            LeaveFunction();
        }
    }

    private bool Fail(Exception error, CallAnswer answer)
    {
        RemoteError.From(error, exceptionCodec).Write(answer.Begin());
        return false;
    }

    private static void RunFunction(in Head head, PayloadReader arguments, CallAnswer answer)
    {
        try
        {
            head.Function.Run(ref arguments, head.Surface, answer);
        }
        finally
        {
            // After the result was written: it may refer to what the call was lent.
            arguments.Borrowed?.Dispose();
        }
    }

    // The culture is an async local: to set it costs two new contexts. Set once and kept, it costs a look at which context this is.
    private void EnterSurroundings(CallSurroundings surroundings)
    {
        if (_around is null)
        {
            surroundings.SetCulture();
            _around = ExecutionContext.Capture();
        }
    }

    // What a call put into async locals, and its activity, ends with it and does not meet the next one.
    private void LeaveFunction()
    {
        if (ExecutionContext.Capture() != _around && _around is not null)
            ExecutionContext.Restore(_around);
        if (SynchronizationContext.Current != _outer)
            SynchronizationContext.SetSynchronizationContext(_outer);
    }

    // Most calls come with the surroundings of the one before; comparing bytes costs less than reading texts.
    private CallSurroundings ReadSurroundings(ref PayloadReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Take(reader.ReadInt32());
        if (_surroundings is null || !bytes.SequenceEqual(_lastSurroundings))
        {
            var texts = new PayloadReader(bytes, CodecSet.Plain);
            _surroundings = CallSurroundings.Read(ref texts);
            _lastSurroundings = bytes.ToArray();
            _around = null;
        }

        return _surroundings;
    }

    private WorkerFunction Function(int number)
    {
        if ((uint)number >= (uint)_references.Count)
            throw new InvalidDataException($"A call names function {number}, but only {_references.Count} are known. (TRM0536)");
        if (_functions[number] is { } known)
            return known;
        (MethodInfo method, Type delegateType) = _resolver.Resolve(_references[number]);
        WorkerFunction function = FunctionMaking.Of(method, delegateType, _references[number].Name);
        _functions[number] = function;
        return function;
    }

    /// <summary>What stands before a call's arguments, once for all items of a chunk.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Head(WorkerFunction Function, FunctionSurface Surface);
}
