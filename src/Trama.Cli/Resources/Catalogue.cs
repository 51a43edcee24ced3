using System.Text;
using System.Text.Json;

namespace Trama.Cli.Resources;

/// <summary>
/// Everything that the CLI says to a person, in one language. A text is found by its key; its {placeholders} are named, so that
/// a translation may reorder them. Immutable.
/// </summary>
internal sealed class Catalogue
{
    private readonly Dictionary<string, string> _texts;

    private Catalogue(Language language, Dictionary<string, string> texts)
    {
        Language = language;
        _texts = texts;
    }

    public Language Language { get; }

    /// <summary>The text for <paramref name="key"/>; a key that is missing is a bug that a test finds, not a state to survive.</summary>
    public string this[string key] => _texts[key];

    /// <summary>Every key, for the tests that compare the languages.</summary>
    public IReadOnlyCollection<string> Keys => _texts.Keys;

    /// <summary>The text for <paramref name="key"/>, or null when the catalogue has none: for keys made from data, like a workload's name.</summary>
    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>The text for <paramref name="key"/> with its placeholders filled.</summary>
    public string Format(string key, params ReadOnlySpan<(string Name, string Value)> values) => Fill(_texts[key], values);

    /// <summary>Reads the embedded catalogue of <paramref name="language"/>.</summary>
    public static Catalogue Load(Language language)
    {
        var name = language == Language.Portuguese ? "Strings.pt-BR.json" : "Strings.en.json";
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Catalogue(language, Read(bytes));
    }

    /// <summary>
    /// Fills {placeholders} in one pass: a value that itself contains braces (a path may) is never looked at again.
    /// </summary>
    public static string Fill(string text, ReadOnlySpan<(string Name, string Value)> values)
    {
        var result = new StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
                return result.Append(text, at, text.Length - at).ToString();
            result.Append(text, at, open - at).Append(ValueOf(text[(open + 1)..close], values));
            at = close + 1;
        }
        return result.ToString();
    }

    private static string ValueOf(string name, ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var value in values)
        {
            if (value.Name == name)
                return value.Value;
        }
        throw new KeyNotFoundException($"The text has a placeholder {{{name}}} that was given no value.");
    }

    // By hand and not through the serializer: this runs before the first line is on the screen.
    private static Dictionary<string, string> Read(ReadOnlySpan<byte> json)
    {
        var texts = new Dictionary<string, string>(256, StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            texts.Add(key, reader.GetString()!);
        }
        return texts;
    }
}
