namespace Trama.Jobs.Compare;

/// <summary>The workloads that <c>compare</c> knows by name, each of which runs in the order given here.</summary>
internal static class WorkloadNames
{
    public const string Sleep = "sleep";
    public const string Compute = "compute";
    public const string Files = "files";
    public const string Fetch = "fetch";

    public const string Photos = "photos";

    public const string Connections = "connections";

    /// <summary>The workload name that a report carries for the user's own method.</summary>
    public const string Method = "method";

    /// <summary>Every name that can be given.</summary>
    public static IReadOnlyList<string> All { get; } = [Sleep, Compute, Files, Fetch, Photos, Connections];

    /// <summary>What runs when no workload is named.</summary>
    public static IReadOnlyList<string> Default { get; } = [Sleep, Compute, Files, Fetch];
}
