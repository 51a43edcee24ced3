namespace Trama.Peers;

/// <summary>One row of the result: Trama's value beside its peers', measured in the same run. Null: not measured.</summary>
internal sealed record Row(
    string Name, string Unit, string Better, double? Trama, IReadOnlyDictionary<string, double?> Peers, string? Target, bool Met)
{
    public static Row Of(Figure figure, double? trama, IReadOnlyDictionary<string, double?> peers) => new(
        figure.Name, figure.Unit, figure.Better, trama, peers, figure.Target, trama is { } value && figure.Met(new Values(value, peers)));
}
