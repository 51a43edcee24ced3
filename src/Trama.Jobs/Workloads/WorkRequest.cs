using Trama.Jobs.Compare;

namespace Trama.Jobs.Workloads;

/// <summary>What a workload's planner needs to know.</summary>
internal sealed record WorkRequest
{
    /// <summary>The user's inputs; empty for the default ones.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    public int Seed { get; init; } = 1;

    public UserMethodPlan? Method { get; init; }

    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections; null for as many as are usual and fit.</summary>
    public int? Connections { get; init; }

    /// <summary>Round trips a second at which latencies are taken; null for the usual.</summary>
    public int? Rate { get; init; }

    /// <summary>How to start this program again; fetch starts its server with it.</summary>
    public required RoundProgram Program { get; init; }
}
