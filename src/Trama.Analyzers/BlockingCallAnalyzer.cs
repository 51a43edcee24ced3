using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Blocking;
using Trama.Analyzers.Functions;
using Trama.Analyzers.Values;

namespace Trama.Analyzers;

/// <summary>TRAMA003: a function given to an event loop holds the loop's one thread.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlockingCallAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "TRAMA003";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A function on an event loop waits by awaiting",
        "{0} holds the event loop's only thread: everything else on the loop stands still, and waiting for work of the loop itself never "
            + "ends. Await instead, or run the work with Executor.Threads().",
        "Trama.Async",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Base + Id + ".md");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } types)
                return;
            var check = new Check(types, new BlockingCalls(start.Compilation));
            start.RegisterOperationAction(check.Run, OperationKind.Invocation);
        });
    }

    private sealed class Check(KnownTypes types, BlockingCalls calls)
    {
        // A method may be given to loops in several places; what it does is said once.
        private readonly ConcurrentDictionary<Location, bool> _reported = new();

        public void Run(OperationAnalysisContext context)
        {
            if (LoopCall.FunctionOf((IInvocationOperation)context.Operation, types) is not { } function)
                return;
            IOperation? body = Origins.Of(function.Value) switch
            {
                IAnonymousFunctionOperation lambda => lambda.Body,
                IMethodReferenceOperation method => MethodBodies.Of(method.Method.OriginalDefinition, context.Operation.SemanticModel!),
                _ => null,
            };
            new BlockingWalker(calls, Report).Visit(body);

            void Report(IOperation operation, string how)
            {
                Location place = operation.Syntax.GetLocation();
                if (_reported.TryAdd(place, true))
                    context.ReportDiagnostic(Diagnostic.Create(Rule, place, how));
            }
        }
    }
}
