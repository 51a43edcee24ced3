using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Trama.Processes.Functions;

namespace Trama.Processes.Worker;

/// <summary>A function found in the worker, in the form in which it is called: which arguments it takes, what kind of result it gives.</summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal sealed class WorkerFunction
{
    private readonly object? _target;
    private readonly MethodInvoker _invoker;
    private readonly Type[] _arguments;
    private readonly bool _takesToken;
    private readonly FunctionResult _result;

    public WorkerFunction(MethodInfo method, Type delegateType, string name)
    {
        MethodInfo shape = delegateType.GetMethod("Invoke")!;
        Type[] parameters = [.. shape.GetParameters().Select(static parameter => parameter.ParameterType)];
        _takesToken = parameters is [.., { } last] && last == typeof(CancellationToken);
        _arguments = _takesToken ? parameters[..^1] : parameters;
        Name = name;
        _target = FunctionResolver.TargetOf(method);
        _invoker = MethodInvoker.Create(method);
        _result = FunctionResult.Of(shape.ReturnType);
    }

    /// <summary>The function's name for people.</summary>
    public string Name { get; }

    /// <summary>The type that the caller decodes the result as.</summary>
    public Type ResultType => _result.Type;

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
}
