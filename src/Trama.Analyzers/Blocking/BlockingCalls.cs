using Microsoft.CodeAnalysis.Operations;

namespace Trama.Analyzers.Blocking;

/// <summary>The calls by which a thread waits.</summary>
internal sealed class BlockingCalls
{
    private readonly HashSet<ISymbol> _tasks = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _awaiters = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol? _thread;

    public BlockingCalls(Compilation compilation)
    {
        foreach (string name in new[] { "Task", "Task`1", "ValueTask", "ValueTask`1" })
            Add(_tasks, compilation, $"System.Threading.Tasks.{name}");
        foreach (string name in new[] { "TaskAwaiter", "TaskAwaiter`1", "ValueTaskAwaiter", "ValueTaskAwaiter`1" })
            Add(_awaiters, compilation, $"System.Runtime.CompilerServices.{name}");
        foreach (string name in new[] { "Task", "ValueTask" })
        {
            string awaitable = $"System.Runtime.CompilerServices.Configured{name}Awaitable";
            Add(_awaiters, compilation, $"{awaitable}+Configured{name}Awaiter");
            Add(_awaiters, compilation, $"{awaitable}`1+Configured{name}Awaiter");
        }

        _thread = compilation.GetTypeByMetadataName("System.Threading.Thread");
    }

    /// <summary>Whether the type is a task, with or without a result.</summary>
    public bool IsTask(ITypeSymbol? type) => type is not null && _tasks.Contains(type.OriginalDefinition);

    /// <summary>How the operation waits, in the reader's words, and for which task if it is one; null when it does not wait.</summary>
    public (string How, IOperation? Task)? Find(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when IsTask(task.Type) => (".Result", task),
        IInvocationOperation call => Find(call),
        _ => null,
    };

    private (string How, IOperation? Task)? Find(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Wait" when call.Instance is { } task && IsTask(task.Type) => (".Wait()", task),
        "WaitAll" or "WaitAny" when IsTask(call.TargetMethod.ContainingType) => ($"Task.{call.TargetMethod.Name}", null),
        "GetResult" when _awaiters.Contains(call.TargetMethod.ContainingType.OriginalDefinition) =>
            (".GetAwaiter().GetResult()", AwaitedBy(call.Instance)),
        "Sleep" when KnownTypes.Same(call.TargetMethod.ContainingType, _thread) && !IsYield(call) => ("Thread.Sleep", null),
        _ => null,
    };

    // Sleep(0) gives the rest of a time slice away and waits for nothing.
    private static bool IsYield(IInvocationOperation sleep) => sleep.Arguments[0].Value.ConstantValue is { HasValue: true, Value: 0 };

    /// <summary>From an awaiter back to its task, through <c>GetAwaiter</c> and <c>ConfigureAwait</c>.</summary>
    private static IOperation? AwaitedBy(IOperation? awaiter)
    {
        while (awaiter is IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "ConfigureAwait" } call)
            awaiter = call.Instance;
        return awaiter;
    }

    private static void Add(HashSet<ISymbol> set, Compilation compilation, string name)
    {
        if (compilation.GetTypeByMetadataName(name) is { } type)
            set.Add(type);
    }
}
