using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Trama.Tests.Design;

/// <summary>One C# file of the repository, parsed: design rules read the text, so they see what no reference shows.</summary>
internal sealed record SourceFile(string Path, SyntaxNode Syntax)
{
    /// <summary>Path relative to the repository's root, with forward slashes, as failures name it.</summary>
    public string Name { get; } = System.IO.Path.GetRelativePath(Repository.Root, Path).Replace('\\', '/');

    public static IReadOnlyList<SourceFile> Below(params string[] folder) =>
        [.. Repository.SourcesBelow(folder).Select(path => new SourceFile(path, Parse(path)))];

    private static SyntaxNode Parse(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot();

    /// <summary>Types that are not nested in another one.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes() =>
        Syntax.DescendantNodes().OfType<MemberDeclarationSyntax>()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is not BaseTypeDeclarationSyntax);

    public static bool IsPublic(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.PublicKeyword);

    public static string NamespaceOf(SyntaxNode type) =>
        type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax named => named.Identifier.Text,
        DelegateDeclarationSyntax named => named.Identifier.Text,
        _ => type.ToString(),
    };
}
