using System.Text.Json;
using System.Text.Json.Serialization;
using Trama.Jobs.Photos.Filters;

namespace Trama.Jobs.Photos;

/// <summary>Chains of filters by name, from a file: <c>{ "web": ["thumbnail 1600", "sharpen 0.5"] }</c>.</summary>
internal static class PhotoChains
{
    /// <summary>Where they are looked for when no file is named: here.</summary>
    public const string DefaultFile = "photo-chains.json";

    /// <summary>The steps of one chain, each checked.</summary>
    /// <exception cref="JobException">TRM0720, TRM0722, TRM0796 to TRM0799: file, chain or step are not as they should be.</exception>
    public static IReadOnlyList<string> Read(string file, string chain)
    {
        var chains = Parse(file, Load(file));
        if (!chains.TryGetValue(chain, out var steps)) throw JobErrors.UnknownChain(chain, file, [.. chains.Keys.Order(StringComparer.Ordinal)]);
        foreach (var step in steps) FilterTable.Parse(step);
        return steps;
    }

    private static byte[] Load(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw JobErrors.PathMissing(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(file, cause.Message);
        }
    }

    private static Dictionary<string, string[]> Parse(string file, byte[] json)
    {
        try
        {
            var chains = JsonSerializer.Deserialize(json, ChainsContext.Default.DictionaryStringStringArray);
            return chains is not null && chains.Values.All(steps => steps is not null && steps.All(step => step is not null))
                ? chains
                : throw JobErrors.BadChains(file, "null-chain");
        }
        catch (JsonException cause)
        {
            throw JobErrors.BadChains(file, cause.Message);
        }
    }
}

[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class ChainsContext : JsonSerializerContext;
