using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Trama.Jobs;

/// <summary>
/// Carries a <see cref="JobException"/> as text: out of a worker process, whose exceptions come back as a remote one with the
/// original's message, and out of a round's process.
/// </summary>
internal static partial class JobFaults
{
    /// <summary>The message of a <see cref="JobException"/>: id, kind, details as JSON.</summary>
    public static string Write(string id, JobErrorKind kind, IReadOnlyDictionary<string, object> details)
    {
        var json = new JsonObject();
        foreach (var (key, value) in details) json[key] = ToNode(value);
        return $"{id} {kind} {json.ToJsonString()}";
    }

    /// <summary>The job's error at the bottom of <paramref name="exception"/>, wherever it comes from; null when it is something else.</summary>
    public static JobException? Find(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is JobException own) return own;
            if (Parse(current.Message) is { } carried) return carried;
        }

        return null;
    }

    /// <summary>Reads what <see cref="Write"/> wrote, also inside a longer text; null when there is none.</summary>
    public static JobException? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || Details(match.Groups["json"].Value) is not { } details) return null;
        return new(match.Groups["id"].Value, Enum.Parse<JobErrorKind>(match.Groups["kind"].Value), details);
    }

    private static SortedDictionary<string, object>? Details(string json)
    {
        try
        {
            // Whatever follows the object in the text is not the fault's.
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json));
            using var document = JsonDocument.ParseValue(ref reader);
            var details = new SortedDictionary<string, object>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject()) details[property.Name] = FromElement(property.Value);
            return details;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? ToNode(object value) => value switch
    {
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        IEnumerable<string> many => new JsonArray([.. many.Select(one => JsonValue.Create(one))]),
        _ => JsonValue.Create(value.ToString()),
    };

    private static object FromElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(one => one.GetString() ?? "").ToArray(),
        _ => element.GetString() ?? "",
    };

    [GeneratedRegex(@"\b(?<id>TRM07\d\d) (?<kind>Usage|ItemsFailed|PoolGaveUp|InputOutput|DependencyMissing|Unfinished) (?<json>\{.*)", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
