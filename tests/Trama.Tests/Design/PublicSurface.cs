using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Trama.Tests.Design;

/// <summary>The public surface of an assembly as text: a block per type, a line per member, in a stable order.</summary>
internal static class PublicSurface
{
    private static readonly SymbolDisplayFormat Format = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeDefaultValue,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        SymbolDisplayLocalOptions.None,
        SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeMemberKeyword,
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat NameOnly = Format.RemoveKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword);

    public static string Of(System.Reflection.Assembly assembly)
    {
        MetadataReference reference = References.OfTheRuntime.First(candidate => candidate.Display == assembly.Location);
        var compilation = CSharpCompilation.Create("surface", references: References.OfTheRuntime);
        var symbol = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;

        var text = new StringBuilder();
        foreach (INamedTypeSymbol type in TypesIn(symbol.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal))
            Print(type, text);
        return text.ToString();
    }

    private static void Print(INamedTypeSymbol type, StringBuilder text)
    {
        IEnumerable<string> interfaces = type.Interfaces.Where(IsVisible).Select(i => i.ToDisplayString(NameOnly));
        string[] bases = [.. BaseOf(type), .. interfaces.Order(StringComparer.Ordinal)];
        string inherits = bases.Length == 0 || type.TypeKind is TypeKind.Enum or TypeKind.Delegate ? "" : $" : {string.Join(", ", bases)}";
        text.Append($"{type.ContainingNamespace}: {Modifiers(type)}{type.ToDisplayString(Format)}{inherits}\n");
        IEnumerable<ISymbol> members = type.TypeKind == TypeKind.Delegate ? [] : type.GetMembers().Where(IsShown);
        foreach (string member in members.Select(member => member.ToDisplayString(Format)).Order(StringComparer.Ordinal))
            text.Append($"    {member}\n");
        text.Append('\n');
    }

    private static IEnumerable<string> BaseOf(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: SpecialType.None } parent } ? [parent.ToDisplayString(NameOnly)] : [];

    private static string Modifiers(INamedTypeSymbol type) => type switch
    {
        { TypeKind: not TypeKind.Class } => "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsSealed: true } => "sealed ",
        _ => "",
    };

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => member switch
        {
            INamedTypeSymbol type => IsVisible(type) ? TypesIn(type).Prepend(type) : [],
            _ => TypesIn(member),
        });

    // What a record gets from the compiler (equality, printing, copying) is said by the word record.
    private static bool IsShown(ISymbol member) =>
        IsVisible(member) && member is not INamedTypeSymbol && !member.IsImplicitlyDeclared
        && (member is not IMethodSymbol method || (!IsAccessor(method) && !IsCompilerGenerated(method)))
        && member.Name is not ("EqualityContract" or "value__" or "<Clone>$");

    private static bool IsAccessor(IMethodSymbol method) => method.AssociatedSymbol is not null;

    private static bool IsCompilerGenerated(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute");

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
