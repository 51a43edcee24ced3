using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
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
    private readonly Dictionary<FunctionReference, WorkerFunction> _functions = new(ReferenceEqualityComparer.Instance);
    private readonly CallbackPump _pump = new();
    private readonly ExecutionContext _clean = ExecutionContext.Capture()!;

    /// <summary>Runs the call. True: the answer holds its result; false: its error.</summary>
    public bool Run(IncomingCall call, CallAnswer answer, Action<Action<PayloadWriter>> sendItem)
    {
        if (ExecutionContext.Capture() is not { } context)
            return RunGuarded(call, answer, sendItem);

        // What the function leaves in async locals, its culture among them, ends with it and does not meet the next call.
        bool succeeded = false;
        ExecutionContext.Run(context, _ => succeeded = RunGuarded(call, answer, sendItem), null);
        return succeeded;
    }

    private bool RunGuarded(IncomingCall call, CallAnswer answer, Action<Action<PayloadWriter>> sendItem)
    {
        try
        {
            RunFunction(call, answer, sendItem);
            return true;
        }
        catch (Exception error)
        {
            Exception cause = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
            RemoteError.From(cause, exceptionCodec).Write(answer.Begin());
            return false;
        }
        finally
        {
            // What a call put into async locals, its culture and activity included, is not there for the next one.
            ExecutionContext.Restore(_clean);
        }
    }

    private void RunFunction(IncomingCall call, CallAnswer answer, Action<Action<PayloadWriter>> sendItem)
    {
        var reader = new PayloadReader(call.Body.Span, codecs);
        FunctionReference reference = ReadReference(ref reader);
        bool measure = reader.ReadByte() != 0;
        CallSurroundings surroundings = CallSurroundings.Read(ref reader);
        WorkerFunction function = Function(reference);
        object?[] arguments = function.ReadArguments(ref reader, call.Token);

        Environment.ProcessCpuUsage before = measure ? Environment.CpuUsage : default;
        object? result;
        using (_pump.EnterScope())
        using (surroundings.Enter(reference.Name))
            result = function.Invoke(arguments, new FunctionSurface(call, _pump, sendItem));

        // The whole process's time: it runs one call at a time, and what the function's own threads use is the function's.
        if (measure)
            answer.CpuTime = Environment.CpuUsage.TotalTime - before.TotalTime;
        answer.Begin().WriteResult(result, function.ResultType, reference.Name);
    }

    private FunctionReference ReadReference(ref PayloadReader reader)
    {
        int number = reader.ReadInt32();
        bool isNew = reader.ReadByte() != 0;
        if (isNew)
            _references.Add(FunctionReference.Read(ref reader));
        if ((uint)number >= (uint)_references.Count)
            throw new InvalidDataException($"A call names function {number}, but only {_references.Count} are known. (TRM0536)");
        return _references[number];
    }

    private WorkerFunction Function(FunctionReference reference)
    {
        if (!_functions.TryGetValue(reference, out WorkerFunction? function))
        {
            (MethodInfo method, Type delegateType) = _resolver.Resolve(reference);
            _functions.Add(reference, function = new WorkerFunction(method, delegateType, reference.Name));
        }

        return function;
    }
}
