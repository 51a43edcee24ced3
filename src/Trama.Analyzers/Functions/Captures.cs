using Microsoft.CodeAnalysis.Operations;

namespace Trama.Analyzers.Functions;

/// <summary>What a lambda or a local function uses of the method around it, in the order in which it names it.</summary>
internal sealed class Captures
{
    private readonly List<ISymbol> _variables = [];

    private Captures()
    {
    }

    /// <summary>Captured locals and parameters.</summary>
    public IReadOnlyList<ISymbol> Variables => _variables;

    /// <summary>Whether the object that the function stands in is captured.</summary>
    public bool IncludesThis { get; private set; }

    /// <summary>Whether some of it is captured by a local function that the function calls, not by the function's own text.</summary>
    public bool IsIndirect { get; private set; }

    public bool IsEmpty => _variables.Count == 0 && !IncludesThis;

    public static Captures Of(IAnonymousFunctionOperation lambda) => Of(lambda.Symbol, lambda.Body, lambda.SemanticModel);

    /// <summary>Null when the local function's text is not in the model's file.</summary>
    public static Captures? Of(IMethodSymbol localFunction, SemanticModel? model) =>
        LocalFunctions.BodyOf(localFunction, model) is { } body ? Of(localFunction, body, model) : null;

    private static Captures Of(IMethodSymbol function, IOperation body, SemanticModel? model)
    {
        var captures = new Captures();
        new Walker(captures, function, model).Visit(body);
        return captures;
    }

    private sealed class Walker(Captures captures, IMethodSymbol function, SemanticModel? model) : OperationWalker
    {
        // The function and the local functions that it leads to: what is declared in one of them is nobody's capture.
        private readonly HashSet<IMethodSymbol> _functions = new(SymbolEqualityComparer.Default) { function };
        private int _depth;

        public override void VisitLocalReference(ILocalReferenceOperation operation)
        {
            if (!operation.Local.IsConst)
                Add(operation.Local);
        }

        public override void VisitParameterReference(IParameterReferenceOperation operation) => Add(operation.Parameter);

        public override void VisitInstanceReference(IInstanceReferenceOperation operation)
        {
            if (operation.ReferenceKind != InstanceReferenceKind.ContainingTypeInstance)
                return;
            captures.IncludesThis = true;
        }

        public override void VisitNameOf(INameOfOperation operation)
        {
            // A name is a constant: nothing is captured for it.
        }

        public override void VisitInvocation(IInvocationOperation operation)
        {
            Enter(operation.TargetMethod);
            base.VisitInvocation(operation);
        }

        public override void VisitMethodReference(IMethodReferenceOperation operation)
        {
            Enter(operation.Method);
            base.VisitMethodReference(operation);
        }

        private void Add(ISymbol variable)
        {
            if (IsInside(variable))
                return;
            captures.IsIndirect |= _depth > 0;
            if (!captures._variables.Contains(variable, SymbolEqualityComparer.Default))
                captures._variables.Add(variable);
        }

        // By owner, not by place in the file: the variables of a query have no declaration of their own.
        private bool IsInside(ISymbol variable)
        {
            for (ISymbol? owner = variable.ContainingSymbol; owner is IMethodSymbol method; owner = owner.ContainingSymbol)
            {
                if (_functions.Contains(method))
                    return true;
            }

            return false;
        }

        private void Enter(IMethodSymbol called)
        {
            called = called.OriginalDefinition;
            if (called is not { MethodKind: MethodKind.LocalFunction, IsStatic: false } || IsInside(called) || !_functions.Add(called))
                return;
            _depth++;
            Visit(LocalFunctions.BodyOf(called, model));
            _depth--;
        }
    }
}
