using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Hash;
using Trama.Jobs.Photos;
using Trama.Jobs.Photos.Samples;

namespace Trama.Jobs.Engine.Running;

/// <summary>
/// Carries what jobs send to their worker processes by code that the compiler made for it. What it does not know goes by reflection, as
/// usual, and that costs each process a tenth of a second: as much as a photo.
/// </summary>
internal sealed class JobCodec : IPayloadCodec
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(PhotoContext.Default, SampleContext.Default, HashContext.Default),
    };

    /// <summary>Texts and numbers have codecs of their own that are faster.</summary>
    public bool CanCarry(Type type)
        => (type.GetElementType() ?? type).Assembly == typeof(JobCodec).Assembly && Options.TryGetTypeInfo(type, out _);

    public void Write(IBufferWriter<byte> writer, object value, Type type)
    {
        using var json = new Utf8JsonWriter(writer);
        JsonSerializer.Serialize(json, value, Options.GetTypeInfo(type));
    }

    public object Read(ReadOnlySpan<byte> payload, Type type) => JsonSerializer.Deserialize(payload, Options.GetTypeInfo(type))!;
}
