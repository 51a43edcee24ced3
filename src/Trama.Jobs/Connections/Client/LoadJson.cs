using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trama.Jobs.Connections.Client;

/// <summary>The two lines of the control connection. Keys are snake_case: servers in other languages write them too.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoadRequest))]
[JsonSerializable(typeof(LoadAnswer))]
internal sealed partial class LoadJson : JsonSerializerContext
{
    public static string Write(LoadRequest request) => JsonSerializer.Serialize(request, Default.LoadRequest);

    public static string Write(LoadAnswer answer) => JsonSerializer.Serialize(answer, Default.LoadAnswer);

    public static LoadRequest ReadRequest(string line)
        => JsonSerializer.Deserialize(line, Default.LoadRequest) ?? throw new JsonException("A run needs a request.");

    public static LoadAnswer ReadAnswer(string line)
        => JsonSerializer.Deserialize(line, Default.LoadAnswer) ?? throw new JsonException("A request needs an answer.");
}
