namespace Trama.Analyzers.Payloads;

/// <summary>Types of the runtime that payloads are judged by, as a compilation sees them.</summary>
internal sealed class FrameworkTypes
{
    private readonly Compilation _compilation;
    private readonly List<(INamedTypeSymbol Type, bool WithDerived, string Why)> _never = [];
    private readonly HashSet<ISymbol> _leaves = new(SymbolEqualityComparer.Default);

    public FrameworkTypes(Compilation compilation)
    {
        _compilation = compilation;
        AddNever("is a delegate", withDerived: true, "System.Delegate");
        AddNever("is declared as object, so its real type would be lost", withDerived: false, "System.Object");
        AddNever("is a part of the type system", withDerived: true, "System.Type", "System.Reflection.MemberInfo");
        AddNever("is a part of the type system", withDerived: false, "System.Reflection.Assembly");
        AddNever("is an open stream", withDerived: true, "System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter");
        AddNever("belongs to the threads of this process", withDerived: true, "System.Threading.Tasks.Task", "System.Threading.WaitHandle");
        AddNever(
            "belongs to the threads of this process",
            withDerived: false,
            "System.Threading.Thread",
            "System.Threading.CancellationTokenSource",
            "System.Threading.CancellationToken",
            "System.Threading.Tasks.ValueTask");
        AddNever("is an exception, which is thrown, not passed", withDerived: true, "System.Exception");

        // What System.Text.Json writes by converters of its own; values without references need no mention.
        AddLeaves("System.Uri", "System.Version", "System.Text.Json.JsonDocument", "System.Text.Json.JsonElement");
        AddLeaves("System.Text.Json.Nodes.JsonNode", "System.Text.Json.Nodes.JsonArray");
        AddLeaves("System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonValue");
        AsyncEnumerable = Find("System.Collections.Generic.IAsyncEnumerable`1");
        Memory = Find("System.Memory`1");
        ReadOnlyMemory = Find("System.ReadOnlyMemory`1");
        Dictionary = Find("System.Collections.Generic.IDictionary`2");
        ReadOnlyDictionary = Find("System.Collections.Generic.IReadOnlyDictionary`2");
        UntypedDictionary = Find("System.Collections.IDictionary");
        Enumerable = Find("System.Collections.Generic.IEnumerable`1");
        UntypedEnumerable = Find("System.Collections.IEnumerable");
        Tuple = Find("System.Runtime.CompilerServices.ITuple");
        Progress = Find("System.IProgress`1");
        Task = Find("System.Threading.Tasks.Task");
        TaskOfResult = Find("System.Threading.Tasks.Task`1");
        CancellationToken = Find("System.Threading.CancellationToken");
    }

    public INamedTypeSymbol? AsyncEnumerable { get; }

    public INamedTypeSymbol? Memory { get; }

    public INamedTypeSymbol? ReadOnlyMemory { get; }

    public INamedTypeSymbol? Dictionary { get; }

    public INamedTypeSymbol? ReadOnlyDictionary { get; }

    public INamedTypeSymbol? UntypedDictionary { get; }

    public INamedTypeSymbol? Enumerable { get; }

    public INamedTypeSymbol? UntypedEnumerable { get; }

    public INamedTypeSymbol? Tuple { get; }

    public INamedTypeSymbol? Progress { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfResult { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public ITypeSymbol Object => _compilation.ObjectType;

    /// <summary>Why values of the type mean nothing in another process, or null.</summary>
    public string? WhyNever(ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr
            || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
            return "is an address or a handle, which means nothing in another process";
        if (type.TypeKind == TypeKind.Dynamic)
            return WhyNever(Object);
        foreach ((INamedTypeSymbol never, bool withDerived, string why) in _never)
        {
            if (KnownTypes.Same(type, never) || (withDerived && DerivesFrom(type, never)))
                return why;
        }

        if (IsProgress(type) || type.AllInterfaces.Any(IsProgress))
            return "is a progress object, which crosses as an argument declared as IProgress<T>, or as such an element of a tuple";
        return type.IsRefLikeType ? "lives on the stack" : null;
    }

    /// <summary>Whether values of the type are objects that take reports, declared as no more than that.</summary>
    public bool IsProgress(ITypeSymbol type) => KnownTypes.Same(type.OriginalDefinition, Progress);

    /// <summary>Whether JSON has a form of its own for the type, so that its members don't matter.</summary>
    public bool IsLeaf(ITypeSymbol type) =>
        _leaves.Contains(type) || type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>The constructed form of a generic interface that the type is or implements; null when there is none or several.</summary>
    public static INamedTypeSymbol? FormOf(ITypeSymbol type, INamedTypeSymbol? definition)
    {
        INamedTypeSymbol[] forms = [.. type.AllInterfaces.Where(Matches)];
        if (type is INamedTypeSymbol named && Matches(named))
            return named;
        return forms.Length == 1 ? forms[0] : null;

        bool Matches(INamedTypeSymbol candidate) => KnownTypes.Same(candidate.OriginalDefinition, definition);
    }

    private static bool DerivesFrom(ITypeSymbol type, INamedTypeSymbol ancestor)
    {
        for (ITypeSymbol? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (KnownTypes.Same(parent, ancestor))
                return true;
        }

        return false;
    }

    private INamedTypeSymbol? Find(string name) => _compilation.GetTypeByMetadataName(name);

    private void AddNever(string why, bool withDerived, params string[] names)
    {
        foreach (string name in names)
        {
            if (Find(name) is { } type)
                _never.Add((type, withDerived, why));
        }
    }

    private void AddLeaves(params string[] names) => _leaves.UnionWith(names.Select(Find).OfType<ISymbol>());
}
