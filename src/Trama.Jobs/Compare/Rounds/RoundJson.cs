using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>
/// The two lines that a round exchanges with its parent. Generated code: reflection would add tens of milliseconds to every start.
/// </summary>
[JsonSerializable(typeof(RoundSpec))]
[JsonSerializable(typeof(RoundResult))]
internal sealed partial class RoundJson : JsonSerializerContext
{
    /// <summary>Starts the result's line, so that it is found among whatever the measured code prints.</summary>
    public const string ResultMark = "trama-round-result ";

    public static string Write(RoundSpec spec) => JsonSerializer.Serialize(spec, Default.RoundSpec);

    public static string Write(RoundResult result) => ResultMark + JsonSerializer.Serialize(result, Default.RoundResult);

    public static RoundSpec ReadSpec(string line)
        => JsonSerializer.Deserialize(line, Default.RoundSpec) ?? throw new JsonException("A round needs a specification.");

    /// <summary>The result in <paramref name="line"/>, or null when it is some other line.</summary>
    public static RoundResult? ReadResult(string line)
        => line.StartsWith(ResultMark, StringComparison.Ordinal)
            ? JsonSerializer.Deserialize(line.AsSpan(ResultMark.Length), Default.RoundResult)
            : null;
}
