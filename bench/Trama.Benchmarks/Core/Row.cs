namespace Trama.Benchmarks.Core;

/// <summary>One figure: Trama's value beside its peers', measured in the same run.</summary>
internal sealed record Row
{
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public string Better { get; init; } = "lower";

    public required double Trama { get; init; }

    public Dictionary<string, double?> Peers { get; init; } = [];

    public required string Target { get; init; }

    public required bool Met { get; init; }
}
