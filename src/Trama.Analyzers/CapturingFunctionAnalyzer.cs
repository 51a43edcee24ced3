using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Functions;
using Trama.Analyzers.Values;

namespace Trama.Analyzers;

/// <summary>TRAMA001: a function given to a process executor carries something along that another process can't see.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CapturingFunctionAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "TRAMA001";

    private const string Title = "A function that runs in a worker process captures nothing";

    // An error: the call throws whenever it is reached.
    private static readonly DiagnosticDescriptor Capturing = new(
        Id,
        Title,
        "{0} can't run in a worker process: it captures {1}, which only this process has. Pass captured values as arguments and mark the "
            + "function static.",
        "Trama.Processes",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Base + Id + ".md");

    private static readonly DiagnosticDescriptor Bound = new(
        Id,
        Title,
        "{0} can't run in a worker process: it is bound to an object of type '{1}', which only this process has. Pass a static method, and "
            + "what it needs of the object as an argument.",
        "Trama.Processes",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Base + Id + ".md");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Capturing, Bound];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } types)
                start.RegisterOperationAction(call => Analyze(call, types), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (ExecutorCall.FunctionGivenTo(types.ProcessExecutor, call, types) is not { } function)
            return;
        Location place = function.Value.Syntax.GetLocation();
        switch (Origins.Of(function.Value))
        {
            case IAnonymousFunctionOperation lambda:
                Report("The lambda", Captures.Of(lambda));
                break;
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } local:
                Report($"The local function '{local.Method.Name}'", Captures.Of(local.Method.OriginalDefinition, local.SemanticModel));
                break;
            case IMethodReferenceOperation { Instance: { } target } method:
                string name = $"'{method.Method.ContainingType.Name}.{method.Method.Name}'";
                context.ReportDiagnostic(Diagnostic.Create(Bound, place, name, Named(target)));
                break;
        }

        void Report(string name, Captures? captures)
        {
            if (captures is { IsEmpty: false })
                context.ReportDiagnostic(Diagnostic.Create(Capturing, place, name, Listed(captures)));
        }
    }

    private static string Named(IOperation target) => target.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "?";

    private static string Listed(Captures captures)
    {
        var names = captures.Variables.Select(static variable => $"'{variable.Name}'").ToList();
        if (captures.IncludesThis)
            names.Add("'this'");
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[names.Count - 1]}";
    }
}
