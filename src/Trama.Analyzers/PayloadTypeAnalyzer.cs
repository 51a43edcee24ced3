using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Functions;
using Trama.Analyzers.Payloads;

namespace Trama.Analyzers;

/// <summary>TRAMA002: an argument or a result of a function given to a process executor is of a type that can't cross.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PayloadTypeAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "TRAMA002";

    // A warning: the rule follows what the serialiser does at run time, and can't see all that it sees.
    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "What crosses to a worker process is data",
        "{0} of type '{1}' can't cross to a worker process: {2} {3}. Pass plain data, or plug an IPayloadCodec into "
            + "ProcessExecutorOptions.",
        "Trama.Processes",
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
            var framework = new FrameworkTypes(start.Compilation);
            start.RegisterOperationAction(call => new Check(call, types, framework).Run(), OperationKind.Invocation);
        });
    }

    private readonly struct Check(OperationAnalysisContext context, KnownTypes types, FrameworkTypes framework)
    {
        public void Run()
        {
            var call = (IInvocationOperation)context.Operation;
            if (ExecutorCall.FunctionGivenTo(types.ProcessExecutor, call, types) is not { Parameter.Type: INamedTypeSymbol shape } function
                || shape.DelegateInvokeMethod is not { } signature || !PayloadCodecs.IsKnownToHaveNone(call.Instance!, types))
                return;
            int arguments = signature.Parameters.Length;
            if (arguments > 0 && KnownTypes.Same(signature.Parameters[arguments - 1].Type, framework.CancellationToken))
                arguments--;
            for (int i = 0; i < arguments; i++)
                Report(WhatOf(call), TypeOf(function, signature, i), ExecutorCall.ArgumentOf(call, NameOf(call, i, arguments)) ?? function);
            if (ResultOf(signature) is { } result)
                Report("The result", result, function, isResult: true);
        }

        private void Report(string what, ITypeSymbol type, IArgumentOperation argument, bool isResult = false)
        {
            if (new Encodability(framework).FindFault(type, isResult) is not var (member, why))
                return;
            string name = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            context.ReportDiagnostic(Diagnostic.Create(Rule, argument.Value.Syntax.GetLocation(), what, name, member, why));
        }

        // Given an object of a class that takes reports, C# infers the class where the method declares the interface, and that counts.
        private ITypeSymbol TypeOf(IArgumentOperation function, IMethodSymbol signature, int index)
        {
            ITypeSymbol declared = ExecutorCall.MethodGivenAs(function) is { } method ? method.Parameters[index].Type : signature.Parameters[index].Type;
            return framework.IsProgress(declared) ? declared : signature.Parameters[index].Type;
        }

        private ITypeSymbol? ResultOf(IMethodSymbol signature)
        {
            if (signature.ReturnsVoid || KnownTypes.Same(signature.ReturnType, framework.Task))
                return null;
            return signature.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } promise
                && (KnownTypes.Same(promise.OriginalDefinition, framework.TaskOfResult)
                    || KnownTypes.Same(promise.OriginalDefinition, framework.AsyncEnumerable))
                ? promise.TypeArguments[0]
                : signature.ReturnType;
        }

        private static bool IsMap(IInvocationOperation call) => call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal);

        private static string WhatOf(IInvocationOperation call) => IsMap(call) ? "An item" : "An argument";

        // As the parameters of RunAsync, StreamAsync and the maps are called.
        private static string NameOf(IInvocationOperation call, int index, int arguments)
        {
            if (IsMap(call))
                return "source";
            return arguments == 1 ? "argument" : index == 0 ? "first" : "second";
        }
    }
}
