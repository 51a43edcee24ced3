using Microsoft.CodeAnalysis.Operations;

namespace Trama.Analyzers.Functions;

internal static class LocalFunctions
{
    /// <summary>What a local function does; null when its text is not in the model's file.</summary>
    public static IBlockOperation? BodyOf(IMethodSymbol localFunction, SemanticModel? model) =>
        localFunction.DeclaringSyntaxReferences is { Length: 1 } declarations && declarations[0].SyntaxTree == model?.SyntaxTree
        && model!.GetOperation(declarations[0].GetSyntax()) is ILocalFunctionOperation function
            ? function.Body
            : null;
}
