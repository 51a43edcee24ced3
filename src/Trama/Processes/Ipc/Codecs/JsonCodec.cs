using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>The settings of the JSON form: declared types only, fields included, nothing of the wire's choosing.</summary>
internal static class JsonCodec
{
    public static readonly JsonSerializerOptions Options = Create();

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only process executors encode values, and they are marked.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only process executors encode values, and they are marked.")]
    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            IncludeFields = true,
            MaxDepth = 256,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Carries a value as JSON of its declared type.</summary>
internal sealed class JsonCodec<T> : ValueCodec<T>
{
    private readonly JsonTypeInfo<T> _shape = (JsonTypeInfo<T>)JsonCodec.Options.GetTypeInfo(typeof(T));

    // Null is written without a look at the type's members; an empty structure has properties that would be asked, and a converter of the
    // user's may have its own idea of null.
    public override bool RunsForeignCode =>
        typeof(T).IsValueType || _shape.Converter.GetType().Assembly != typeof(JsonSerializer).Assembly;

    public override void Write(PayloadWriter writer, T? value)
    {
        int at = writer.ReserveLength();
        using (var json = new Utf8JsonWriter(writer))
            JsonSerializer.Serialize(json, value!, _shape);
        writer.FillLength(at);
    }

    public override T? Read(ref PayloadReader reader) => JsonSerializer.Deserialize(reader.Take(reader.ReadInt32()), _shape);
}
