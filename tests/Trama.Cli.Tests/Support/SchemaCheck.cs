using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Trama.Cli.Tests.Support;

/// <summary>
/// Checks JSON against a schema: the words of JSON Schema that our schemas use, and no others (an unknown word is an error of the
/// schema). Stricter than a reader has to be: a property that the schema does not describe is a finding.
/// </summary>
internal sealed class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "then", "else"];

    private readonly JsonElement _root;
    private readonly List<string> _findings = [];

    private readonly bool _describesAll;

    private SchemaCheck(JsonElement root, bool describesAll)
    {
        _root = root;
        _describesAll = describesAll;
    }

    public static IReadOnlyList<string> Findings(string json, string schemaFile)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathTo("docs", "schema", schemaFile)));
        using var document = JsonDocument.Parse(json);
        var check = new SchemaCheck(schema.RootElement, describesAll: true);
        check.Visit(document.RootElement, schema.RootElement, "$");
        return check._findings;
    }

    private void Visit(JsonElement value, JsonElement schema, string at)
    {
        foreach (var word in schema.EnumerateObject().Where(word => !Annotations.Contains(word.Name)))
            Apply(word.Name, word.Value, value, schema, at);
    }

    private void Apply(string word, JsonElement rule, JsonElement value, JsonElement schema, string at)
    {
        switch (word)
        {
            case "$ref":
                Visit(value, _root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), at);
                break;
            case "type":
                Require(Strings(rule).Any(type => IsOf(type, value)), at, $"is {value.ValueKind}, not {rule}");
                break;
            case "const":
                Require(JsonElement.DeepEquals(rule, value), at, $"is {value}, not {rule}");
                break;
            case "enum":
                Require(rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), at, $"is {value}, not one of {rule}");
                break;
            case "anyOf":
                Require(rule.EnumerateArray().Any(one => Passes(value, one, at)), at, $"{value} fits none of {rule}");
                break;
            case "minimum" when value.ValueKind == JsonValueKind.Number:
                Require(value.GetDouble() >= rule.GetDouble(), at, $"{value} is below {rule}");
                break;
            case "maximum" when value.ValueKind == JsonValueKind.Number:
                Require(value.GetDouble() <= rule.GetDouble(), at, $"{value} is above {rule}");
                break;
            case "if":
                VisitConditional(rule, schema, value, at);
                break;
            case "pattern" when value.ValueKind == JsonValueKind.String:
                Require(Regex.IsMatch(value.GetString()!, rule.GetString()!), at, $"'{value}' does not match {rule}");
                break;
            case "items" when value.ValueKind == JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Visit(item, rule, string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]"));
                break;
            case "minItems" when value.ValueKind == JsonValueKind.Array:
                Require(value.GetArrayLength() >= rule.GetInt32(), at, "has too few items");
                break;
            case "required" when value.ValueKind == JsonValueKind.Object:
                foreach (var name in Strings(rule))
                    Require(value.TryGetProperty(name, out _), at, $"lacks {name}");
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    VisitProperty(property, rule, at);
                break;
            case "additionalProperties" when value.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("properties", out _):
                foreach (var property in value.EnumerateObject())
                    Visit(property.Value, rule, $"{at}.{property.Name}");
                break;
            case "minimum" or "maximum" or "pattern" or "items" or "minItems" or "required" or "properties" or "additionalProperties":
                break;
            default:
                throw new NotSupportedException($"The schema uses '{word}', which this check does not know.");
        }
    }

    private void VisitProperty(JsonProperty property, JsonElement described, string at)
    {
        if (described.TryGetProperty(property.Name, out var schema))
            Visit(property.Value, schema, $"{at}.{property.Name}");
        else
            Require(!_describesAll, at, $"has {property.Name}, which the schema does not describe");
    }

    // The branches of a condition name only the properties that they are about.
    private void VisitConditional(JsonElement condition, JsonElement schema, JsonElement value, string at)
    {
        if (!schema.TryGetProperty(Trial(value, condition, at, describesAll: false).Count == 0 ? "then" : "else", out var branch))
            return;
        _findings.AddRange(Trial(value, branch, at, describesAll: false));
    }

    private bool Passes(JsonElement value, JsonElement schema, string at) => Trial(value, schema, at, _describesAll).Count == 0;

    private List<string> Trial(JsonElement value, JsonElement schema, string at, bool describesAll)
    {
        var trial = new SchemaCheck(_root, describesAll);
        trial.Visit(value, schema, at);
        return trial._findings;
    }

    private void Require(bool holds, string at, string finding)
    {
        if (!holds)
            _findings.Add($"{at}: {finding}");
    }

    private static IEnumerable<string> Strings(JsonElement rule)
        => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(one => one.GetString()!) : [rule.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"The schema uses the type '{type}', which this check does not know."),
    };
}
