using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trama.Cli.Rendering.Json;

/// <summary>The envelope's serializer, generated at build time: nothing is reflected over at run time. Absent values are written as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CompareEnvelope))]
[JsonSerializable(typeof(DoctorEnvelope))]
[JsonSerializable(typeof(JobEnvelope))]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
internal sealed partial class EnvelopeContext : JsonSerializerContext
{
    /// <summary>Names and paths stay readable: the output is a file or a pipe, never a page.</summary>
    public static EnvelopeContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
