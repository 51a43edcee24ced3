using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Functions;

namespace Trama.Analyzers.Blocking;

/// <summary>
/// Finds where a function waits on its own thread: in its own text and in the local functions that it calls, not in lambdas, which may well
/// run elsewhere. A task that the function has awaited, or asked whether it is completed, is not waited for.
/// </summary>
internal sealed class BlockingWalker(BlockingCalls calls, Action<IOperation, string> found) : OperationWalker
{
    private readonly HashSet<ISymbol> _completed = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _entered = new(SymbolEqualityComparer.Default);

    public override void Visit(IOperation? operation)
    {
        if (operation is not null && calls.Find(operation) is var (how, task) && !IsCompleted(task))
            found(operation, how);
        base.Visit(operation);
    }

    public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation)
    {
    }

    public override void VisitLocalFunction(ILocalFunctionOperation operation)
    {
        // Looked into where it is called.
    }

    public override void VisitInvocation(IInvocationOperation operation)
    {
        base.VisitInvocation(operation);
        IMethodSymbol called = operation.TargetMethod.OriginalDefinition;
        if (called.MethodKind == MethodKind.LocalFunction && _entered.Add(called))
            Visit(LocalFunctions.BodyOf(called, operation.SemanticModel));
    }

    public override void VisitAwait(IAwaitOperation operation)
    {
        base.VisitAwait(operation);
        foreach (IOperation part in operation.Operation.DescendantsAndSelf())
            Complete(SymbolOf(part));
    }

    public override void VisitPropertyReference(IPropertyReferenceOperation operation)
    {
        base.VisitPropertyReference(operation);
        if (operation.Property.Name.StartsWith("IsCompleted", StringComparison.Ordinal) && calls.IsTask(operation.Instance?.Type))
            Complete(SymbolOf(operation.Instance));
    }

    public override void VisitVariableDeclarator(IVariableDeclaratorOperation operation)
    {
        base.VisitVariableDeclarator(operation);

        // 'var first = await Task.WhenAny(…)': the task that it gives is completed.
        if (operation.Initializer?.Value is IAwaitOperation)
            Complete(operation.Symbol);
    }

    public override void VisitForEachLoop(IForEachLoopOperation operation)
    {
        if (operation.Collection.DescendantsAndSelf().Any(part => SymbolOf(part) is { } symbol && _completed.Contains(symbol)))
            operation.Locals.ToList().ForEach(Complete);
        base.VisitForEachLoop(operation);
    }

    private bool IsCompleted(IOperation? task) => task switch
    {
        null => false,
        IArrayElementReferenceOperation element => IsCompleted(element.ArrayReference),
        IPropertyReferenceOperation { Property.IsIndexer: true } element => IsCompleted(element.Instance),
        IAwaitOperation => true,
        _ => SymbolOf(task) is { } symbol && _completed.Contains(symbol),
    };

    private void Complete(ISymbol? symbol)
    {
        if (symbol is not null)
            _completed.Add(symbol);
    }

    private static ISymbol? SymbolOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,
        _ => null,
    };
}
