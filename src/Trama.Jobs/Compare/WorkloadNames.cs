namespace Trama.Jobs.Compare;

/// <summary>The workloads that <c>compare</c> knows by name, in the order it runs them.</summary>
internal static class WorkloadNames
{
    public const string Sleep = "sleep";
    public const string Compute = "compute";
    public const string Files = "files";
    public const string Fetch = "fetch";

    /// <summary>The workload name that a report carries for the user's own method.</summary>
    public const string Method = "method";

    /// <summary>What runs when no workload is named.</summary>
    public static IReadOnlyList<string> All { get; } = [Sleep, Compute, Files, Fetch];
}
