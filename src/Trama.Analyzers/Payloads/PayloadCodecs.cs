using Microsoft.CodeAnalysis.Operations;
using Trama.Analyzers.Values;

namespace Trama.Analyzers.Payloads;

/// <summary>Whether an executor has a codec of the user's, which may carry anything.</summary>
internal static class PayloadCodecs
{
    /// <summary>True only when the making of the executor and of its options can be seen, and no codec is in it.</summary>
    public static bool IsKnownToHaveNone(IOperation executor, KnownTypes types)
    {
        if (Origins.OfExecutor(executor, types) is not IInvocationOperation { TargetMethod.Name: "Processes" } making
            || !KnownTypes.Same(making.TargetMethod.ContainingType, types.Executor))
            return false;
        return making.Arguments.All(argument => argument.Parameter?.Name != "options" || HaveNone(argument, types));
    }

    private static bool HaveNone(IArgumentOperation options, KnownTypes types) =>
        options.ArgumentKind == ArgumentKind.DefaultValue || HaveNone(Origins.Of(options.Value), types);

    private static bool HaveNone(IOperation options, KnownTypes types) => options switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => true,
        IObjectCreationOperation made => KnownTypes.Same(made.Type, types.ProcessExecutorOptions) && SetsNone(made.Initializer),
        IWithOperation changed => SetsNone(changed.Initializer) && HaveNone(Origins.Of(changed.Operand), types),
        _ => false,
    };

    private static bool SetsNone(IObjectOrCollectionInitializerOperation? initializer) =>
        initializer is null || initializer.Initializers.All(static part =>
            part is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "PayloadCodec" } });
}
