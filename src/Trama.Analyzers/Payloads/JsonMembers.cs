namespace Trama.Analyzers.Payloads;

/// <summary>What System.Text.Json writes of a type, in its order: the most derived type first, properties before fields.</summary>
internal static class JsonMembers
{
    public static IEnumerable<(ISymbol Member, ITypeSymbol Type)> Of(ITypeSymbol type)
    {
        HashSet<string> seen = [];
        for (ITypeSymbol? level = type; level is { SpecialType: not SpecialType.System_Object }; level = level.BaseType)
        {
            foreach (IPropertySymbol property in level.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { IsStatic: false, IsIndexer: false, ExplicitInterfaceImplementations.IsEmpty: true }
                    && IsVisible(property, property.GetMethod, property.SetMethod) && seen.Add(property.Name)
                    && IsWritten(property, property.GetMethod))
                    yield return (property, property.Type);
            }

            foreach (IFieldSymbol field in level.GetMembers().OfType<IFieldSymbol>())
            {
                if (field is { IsStatic: false, AssociatedSymbol: null }
                    && IsVisible(field, field) && seen.Add(field.Name) && IsWritten(field, field))
                    yield return (field, field.Type);
            }
        }
    }

    private static bool IsVisible(ISymbol member, params ISymbol?[] ways) => JsonAttributes.IsIncluded(member) || ways.Any(IsPublic);

    private static bool IsWritten(ISymbol member, ISymbol? read) =>
        read is not null && (IsPublic(read) || JsonAttributes.IsIncluded(member))
        && !JsonAttributes.IsIgnored(member) && !JsonAttributes.HasConverter(member);

    private static bool IsPublic(ISymbol? symbol) => symbol?.DeclaredAccessibility == Accessibility.Public;
}
