namespace Trama.Analyzers;

/// <summary>Trama's own types as a compilation sees them.</summary>
internal sealed class KnownTypes
{
    private KnownTypes(Compilation compilation, INamedTypeSymbol executor)
    {
        Executor = executor;
        ProcessExecutor = compilation.GetTypeByMetadataName("Trama.ProcessExecutor");
        AsyncExecutor = compilation.GetTypeByMetadataName("Trama.AsyncExecutor");
        EventLoop = compilation.GetTypeByMetadataName("Trama.EventLoop");
        TaskScope = compilation.GetTypeByMetadataName("Trama.TaskScope");
        ProcessExecutorOptions = compilation.GetTypeByMetadataName("Trama.ProcessExecutorOptions");
    }

    public INamedTypeSymbol Executor { get; }

    public INamedTypeSymbol? ProcessExecutor { get; }

    public INamedTypeSymbol? AsyncExecutor { get; }

    public INamedTypeSymbol? EventLoop { get; }

    public INamedTypeSymbol? TaskScope { get; }

    public INamedTypeSymbol? ProcessExecutorOptions { get; }

    /// <summary>Null for a compilation that knows no Trama: there is nothing to say about it.</summary>
    public static KnownTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Trama.Executor") is { } executor ? new KnownTypes(compilation, executor) : null;

    public static bool Same(ISymbol? one, ISymbol? other) => one is not null && SymbolEqualityComparer.Default.Equals(one, other);
}
