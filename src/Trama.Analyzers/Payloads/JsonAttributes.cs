namespace Trama.Analyzers.Payloads;

/// <summary>What System.Text.Json's attributes on a type or a member say.</summary>
internal static class JsonAttributes
{
    private const int Always = 1;

    // JsonIgnoreCondition.WhenWriting, which keeps the member from being written like Always.
    private const int WhenWriting = 4;

    public static bool HasConverter(ISymbol symbol) => Find(symbol, "JsonConverterAttribute") is not null;

    public static bool IsIncluded(ISymbol member) => Find(member, "JsonIncludeAttribute") is not null;

    public static bool IsPolymorphic(ISymbol type) =>
        Find(type, "JsonPolymorphicAttribute") is not null || Find(type, "JsonDerivedTypeAttribute") is not null;

    public static bool IsIgnored(ISymbol member)
    {
        if (Find(member, "JsonIgnoreAttribute") is not { } ignore)
            return false;
        TypedConstant condition = ignore.NamedArguments.FirstOrDefault(static argument => argument.Key == "Condition").Value;
        return condition.IsNull || condition.Value is Always or WhenWriting;
    }

    /// <summary>The member's name in JSON, which errors at run time use.</summary>
    public static string NameOf(ISymbol member) =>
        Find(member, "JsonPropertyNameAttribute") is { ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is string name
            ? name
            : member.Name;

    private static AttributeData? Find(ISymbol symbol, string attribute)
    {
        foreach (AttributeData candidate in symbol.GetAttributes())
        {
            for (INamedTypeSymbol? type = candidate.AttributeClass; type is not null; type = type.BaseType)
            {
                if (type.Name == attribute && type.ContainingNamespace?.ToDisplayString() == "System.Text.Json.Serialization")
                    return candidate;
            }
        }

        return null;
    }
}
