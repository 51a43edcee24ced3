using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Trama.Processes.Functions;
using Trama.Processes.Reports;

namespace Trama.Processes.Worker;

/// <summary>A function found in the worker, in the form in which it is called: which arguments it takes, what kind of result it gives.</summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal sealed class WorkerFunction
{
    private readonly MethodInfo _method;
    private readonly object? _target;
    private readonly MethodInvoker _invoker;
    private readonly Type[] _arguments;
    private readonly bool _takesToken;
    private readonly FunctionResult _result;

    public WorkerFunction(MethodInfo method, Type delegateType, string name)
    {
        MethodInfo shape = delegateType.GetMethod("Invoke")!;
        Type[] parameters = ParametersOf(method, shape);
        _takesToken = parameters is [.., { } last] && last == typeof(CancellationToken);
        _arguments = _takesToken ? parameters[..^1] : parameters;
        Name = name;
        _method = method;
        _target = FunctionResolver.TargetOf(method);
        _invoker = MethodInvoker.Create(method);
        _result = FunctionResult.Of(shape.ReturnType);
    }

    /// <summary>The function's name for people.</summary>
    public string Name { get; }

    /// <summary>The type that the caller decodes the result as.</summary>
    public Type ResultType => _result.Type;

    /// <summary>Compiles the function and what carries its arguments and its result, and runs none of it.</summary>
    public void Prepare(CodecSet codecs)
    {
        RuntimeHelpers.PrepareMethod(
            _method.MethodHandle,
            Array.ConvertAll(
                [.. _method.DeclaringType!.GetGenericArguments(), .. _method.GetGenericArguments()],
                static argument => argument.TypeHandle));
        foreach (Type argument in _arguments)
            codecs.For(argument).Rehearse(codecs);
        codecs.For(ResultType).Rehearse(codecs);
    }

    /// <summary>Whether it yields items.</summary>
    public bool IsStream => _result.IsStream;

    public object?[] ReadArguments(ref PayloadReader reader, IncomingCall call)
    {
        var arguments = new object?[_arguments.Length + (_takesToken ? 1 : 0)];
        for (int i = 0; i < _arguments.Length; i++)
            arguments[i] = reader.ReadArgument(_arguments[i], Name);
        if (_takesToken)
            arguments[^1] = call.Token;
        return arguments;
    }

    /// <summary>Calls the function and, where it is asynchronous, runs it to its end on this thread.</summary>
    public object? Invoke(object?[] arguments, FunctionSurface surface) => _result.Await(_invoker.Invoke(_target, arguments.AsSpan()), surface);

    // A class that takes reports stands for the interface that the function itself declares; see CodecSet.ForArgument.
    private static Type[] ParametersOf(MethodInfo method, MethodInfo shape)
    {
        ParameterInfo[] declared = method.GetParameters();
        return
        [
            .. shape.GetParameters().Select((parameter, place) =>
                ProgressTypes.ReportedTo(parameter.ParameterType) is null ? parameter.ParameterType : declared[place].ParameterType),
        ];
    }
}
