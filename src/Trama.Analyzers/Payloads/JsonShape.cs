namespace Trama.Analyzers.Payloads;

/// <summary>How System.Text.Json takes a type: as one value, as a collection of an element type, or member by member.</summary>
internal readonly struct JsonShape
{
    private JsonShape(bool isObject, ITypeSymbol? element)
    {
        IsObject = isObject;
        Element = element;
    }

    public bool IsObject { get; }

    /// <summary>The type of a collection's elements (of a dictionary: of its values); else null.</summary>
    public ITypeSymbol? Element { get; }

    public static JsonShape Of(ITypeSymbol type, FrameworkTypes framework)
    {
        if (JsonAttributes.HasConverter(type) || framework.IsLeaf(type))
            return default;
        if (type is IArrayTypeSymbol array)
            return array.IsSZArray ? Collection(array.ElementType) : default;
        if (type is not INamedTypeSymbol { TypeKind: not TypeKind.Error } named)
            return default;
        if (IsMemory(named, framework))
            return named.TypeArguments[0].SpecialType == SpecialType.System_Byte ? default : Collection(named.TypeArguments[0]);
        if (FrameworkTypes.FormOf(named, framework.AsyncEnumerable) is { } items)
            return Collection(items.TypeArguments[0]);
        if (!IsOrImplements(named, framework.UntypedEnumerable))
            return new JsonShape(isObject: true, element: null);
        if ((FrameworkTypes.FormOf(named, framework.Dictionary) ?? FrameworkTypes.FormOf(named, framework.ReadOnlyDictionary)) is { } pairs)
            return Collection(pairs.TypeArguments[1]);
        if (FrameworkTypes.FormOf(named, framework.Enumerable) is { } elements)
            return Collection(elements.TypeArguments[0]);

        // Several forms of IEnumerable<T>: which one is taken is not for this to guess. None at all: elements are objects.
        return named.AllInterfaces.Any(form => KnownTypes.Same(form.OriginalDefinition, framework.Enumerable))
            ? default
            : Collection(framework.Object);
    }

    private static JsonShape Collection(ITypeSymbol element) => new(isObject: false, element);

    private static bool IsMemory(INamedTypeSymbol type, FrameworkTypes framework) =>
        KnownTypes.Same(type.OriginalDefinition, framework.Memory) || KnownTypes.Same(type.OriginalDefinition, framework.ReadOnlyMemory);

    private static bool IsOrImplements(INamedTypeSymbol type, INamedTypeSymbol? untyped) =>
        KnownTypes.Same(type, untyped) || type.AllInterfaces.Contains(untyped!, SymbolEqualityComparer.Default);
}
