using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Trama.Analyzers.Functions;

/// <summary>What the methods of a compilation do.</summary>
internal static class MethodBodies
{
    /// <summary>What a method does; null when its text is in another compilation, or when it has none.</summary>
    [SuppressMessage(
        "MicrosoftCodeAnalysisCorrectness",
        "RS1030",
        Justification = "A method given to a loop is looked into wherever it stands; the few in another file are bound once more.")]
    public static IOperation? Of(IMethodSymbol method, SemanticModel near)
    {
        method = method.PartialImplementationPart ?? method;
        if (method.DeclaringSyntaxReferences is not { Length: 1 } declarations)
            return null;
        SyntaxNode declaration = declarations[0].GetSyntax();
        SemanticModel? model = declaration.SyntaxTree == near.SyntaxTree ? near : ModelOf(declaration.SyntaxTree, near.Compilation);
        return model?.GetOperation(declaration) switch
        {
            IMethodBodyOperation body => (IOperation?)body.BlockBody ?? body.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };

        // A method of another project of the same solution has a text too, but in another compilation.
        static SemanticModel? ModelOf(SyntaxTree tree, Compilation compilation) =>
            compilation.ContainsSyntaxTree(tree) ? compilation.GetSemanticModel(tree) : null;
    }
}
