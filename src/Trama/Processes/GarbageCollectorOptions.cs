using System.Globalization;

namespace Trama;

/// <summary>
/// How the garbage collector of a worker process is set up: the runtime's own settings, which a process takes at its start. What
/// <see cref="ProcessExecutorOptions.Environment"/> says of them goes before.
/// </summary>
public sealed record GarbageCollectorOptions
{
    /// <summary>
    /// Whether each processor has a heap of its own: more throughput and much more memory. Default false: one heap, as fits many small
    /// processes.
    /// </summary>
    public bool Server { get; init; }

    /// <summary>Whether a thread of its own collects old objects in the background, for shorter pauses. Default false.</summary>
    public bool Concurrent { get; init; }

    /// <summary>How hard it works to keep the heap small, at the price of time. From 0, not at all, to 9; default 0.</summary>
    public int ConserveMemory { get; init; }

    /// <summary>
    /// The managed heap's size in bytes at the most; a function that needs more gets an <see cref="OutOfMemoryException"/>, or the process
    /// ends and says that it was out of memory. From 16 MiB up; default null: no limit. Native memory does not count: see
    /// <see cref="ProcessExecutorOptions.HardMemoryLimit"/>.
    /// </summary>
    public long? HeapLimit { get; init; }

    internal void Apply(IDictionary<string, string?> variables)
    {
        variables["DOTNET_gcServer"] = Server ? "1" : "0";
        variables["DOTNET_gcConcurrent"] = Concurrent ? "1" : "0";
        if (ConserveMemory > 0)
            variables["DOTNET_GCConserveMemory"] = Hex(ConserveMemory);
        if (HeapLimit is { } limit)
            variables["DOTNET_GCHeapHardLimit"] = Hex(limit);
    }

    // The runtime reads numbers in its environment as hexadecimal ones.
    private static string Hex(long number) => number.ToString("X", CultureInfo.InvariantCulture);
}
