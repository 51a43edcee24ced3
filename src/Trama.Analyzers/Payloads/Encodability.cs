namespace Trama.Analyzers.Payloads;

/// <summary>
/// Says, from the declared types alone, why values can't cross to another process, and which member is at fault. The same rule as at run
/// time (<c>Encodability</c> and <c>CodecSet</c> of the library); a test holds the two together. Where a compiler can't know, as with type
/// parameters, it says nothing.
/// </summary>
internal sealed class Encodability(FrameworkTypes framework)
{
    /// <summary>The member at fault and what is wrong with it, or null when values of the type can cross as far as one can tell.</summary>
    public (string Member, string Why)? FindFault(ITypeSymbol type, bool isResult = false)
    {
        if (framework.IsProgress(type))
            return isResult
                ? (NameOf(type), "is a progress object, which is passed to a function and not returned by it")
                : FindFaultInReports(((INamedTypeSymbol)type).TypeArguments[0]);

        // Arrays, memory and tuples are taken apart first: what is wrong with an element is told of the element.
        if (ElementOf(type) is { } element && (IsShared(type) || IsCopied(element)))
            return FindFault(element, element.MetadataName, NewSet());
        if (type is INamedTypeSymbol { IsValueType: true, IsUnmanagedType: false } tuple && IsTuple(tuple))
            return ElementsOf(tuple).Select(element => FindFault(element, isResult)).FirstOrDefault(static fault => fault is not null);
        return FindFault(type, NameOf(type), NewSet());
    }

    // What is reported is data: nobody would say when a handle is no longer needed.
    private (string Member, string Why)? FindFaultInReports(ITypeSymbol reported)
    {
        if (reported is INamedTypeSymbol { IsValueType: true } tuple && IsTuple(tuple))
            return ElementsOf(tuple).Select(FindFaultInReports).FirstOrDefault(static fault => fault is not null);
        return IsShared(reported) || framework.IsProgress(reported) ? FindFault(reported, NameOf(reported), NewSet()) : FindFault(reported);
    }

    private (string Member, string Why)? FindFault(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (IsNullable(type))
            type = ((INamedTypeSymbol)type).TypeArguments[0];
        if (framework.WhyNever(type) is { } why)
            return (path, why);
        if (IsShared(type))
            return (path, "is a shared array, which crosses as an argument, a result or an element of a tuple, not inside another object");
        if (!seen.Add(type) || type.TypeKind is TypeKind.Enum or TypeKind.TypeParameter || IsPlain(type))
            return null;
        if (type is { IsValueType: true, IsUnmanagedType: true })
            return IsOfTheRuntime(type) ? null : FindFaultInFields(type, path, seen);
        return FindFaultInJson(type, path, seen);
    }

    private (string Member, string Why)? FindFaultInFields(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            // A buffer inside a struct is declared through a pointer, but is none: its elements are numbers.
            if (!field.IsStatic && !field.IsFixedSizeBuffer && FindFault(field.Type, $"{path}.{NameOf(field)}", seen) is { } fault)
                return fault;
        }

        return null;
    }

    private (string Member, string Why)? FindFaultInJson(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        var shape = JsonShape.Of(type, framework);
        if (shape.Element is { } element)
            return FindFault(element, path + "[]", seen);
        if (!shape.IsObject)
            return null;
        if ((type.TypeKind == TypeKind.Interface || type.IsAbstract) && !JsonAttributes.IsPolymorphic(type))
            return (path, "is abstract, so a worker would not know what to make of it");
        if (JsonMembers.Of(type).FirstOrDefault(static part => part.Type.IsRefLikeType).Member is { } onStack)
            return (path, $"has no JSON form: '{onStack.Name}' lives on the stack");
        foreach ((ISymbol member, ITypeSymbol of) in JsonMembers.Of(type))
        {
            if (FindFault(of, $"{path}.{JsonAttributes.NameOf(member)}", seen) is { } fault)
                return fault;
        }

        return null;
    }

    private ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { IsSZArray: true } array => array.ElementType,
        INamedTypeSymbol named when KnownTypes.Same(named.OriginalDefinition, framework.Memory)
            || KnownTypes.Same(named.OriginalDefinition, framework.ReadOnlyMemory) || IsShared(named) => named.TypeArguments[0],
        _ => null,
    };

    private static bool IsCopied(ITypeSymbol element) =>
        element is { IsUnmanagedType: true, TypeKind: not TypeKind.TypeParameter } && !IsNullable(element);

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private bool IsTuple(INamedTypeSymbol type) => type.AllInterfaces.Contains(framework.Tuple!, SymbolEqualityComparer.Default);

    private static IEnumerable<ITypeSymbol> ElementsOf(INamedTypeSymbol tuple) =>
        (tuple.IsTupleType ? tuple.TupleElements : tuple.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic))
            .Select(static field => field.Type);

    private static bool IsPlain(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double);

    private static bool IsShared(ITypeSymbol type) =>
        type is { MetadataName: "SharedArray`1" or "ReadOnlySharedArray`1", ContainingNamespace: { Name: "Trama" } home }
        && home.ContainingNamespace.IsGlobalNamespace;

    // Compilers see the runtime's types in several reference assemblies.
    private static bool IsOfTheRuntime(ITypeSymbol type) =>
        type.ContainingAssembly is { Name: var name }
        && (name is "netstandard" or "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal));

    private static string NameOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => $"{NameOf(array.ElementType)}[{new string(',', array.Rank - 1)}]",
        IDynamicTypeSymbol => "Object",
        _ => type.MetadataName,
    };

    // The field behind an automatic property is called '<Name>k__BackingField'.
    private static string NameOf(IFieldSymbol field)
    {
        string name = field.AssociatedSymbol?.Name ?? field.Name;
        return name.StartsWith("<", StringComparison.Ordinal) ? name.Substring(1, name.IndexOf('>') - 1) : name;
    }

    private static HashSet<ITypeSymbol> NewSet() => new(SymbolEqualityComparer.Default);
}
