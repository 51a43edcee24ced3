using System.Reflection;
using System.Text.RegularExpressions;
using Trama.Cli.Commands;
using Trama.Cli.Rendering;
using Trama.Cli.Resources;
using Trama.Jobs;
using Trama.Jobs.Photos.Filters;

namespace Trama.Cli.Tests.Resources;

public sealed partial class CatalogueTests
{
    private static readonly Catalogue English = Catalogue.Load(Language.English);
    private static readonly Catalogue Portuguese = Catalogue.Load(Language.Portuguese);

    public static TheoryData<string> Keys => [.. English.Keys];

    public static TheoryData<string> JobErrorNames
        => [.. Factories(typeof(JobErrors)).Where(method => method.ReturnType == typeof(JobException)).Select(method => method.Name)];

    [Fact]
    public void Both_languages_have_the_same_keys_in_the_same_order() => Assert.Equal(English.Keys, Portuguese.Keys);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Both_languages_have_the_same_placeholders(string key)
        => Assert.Equal(Placeholders(English[key]), Placeholders(Portuguese[key]));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Text_is_translated_and_tidy(string key)
    {
        Assert.NotEmpty(Portuguese[key].Trim());
        Assert.Equal(English[key].Count(character => character == '\n'), Portuguese[key].Count(character => character == '\n'));
        Assert.Equal(English[key].Count(character => character == '|'), Portuguese[key].Count(character => character == '|'));
        if (key.StartsWith("error.", StringComparison.Ordinal) || key.StartsWith("notice.verdict", StringComparison.Ordinal))
            Assert.NotEqual(English[key], Portuguese[key]);
    }

    [Fact]
    public void Every_key_that_the_code_names_is_in_the_catalogue()
    {
        var named = Repository.SourcesBelow("src", "Trama.Cli")
            .SelectMany(path => KeyInCode().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

        Assert.True(named.Count > 40, $"Only {named.Count} keys were found in the code.");
        // A few are beginnings, to which the code appends a name.
        Assert.DoesNotContain(named, key => !English.Keys.Any(known => known == key || known.StartsWith(key.TrimEnd('.') + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_key_in_the_catalogue_is_named_by_the_code_or_by_data()
    {
        var code = string.Concat(Repository.SourcesBelow("src", "Trama.Cli").Select(File.ReadAllText));
        string[] madeFromData = ["error.", "notice.", "help.option.", "value.", "workload.", "kind.", "reason.", "variant.", "check.", "status.", "filter."];

        Assert.DoesNotContain(English.Keys, key =>
            !madeFromData.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))
            && !code.Contains($"\"{key}\"", StringComparison.Ordinal)
            && !code.Contains($"\"{key[key.LastIndexOf('.')..]}\"", StringComparison.Ordinal)
            && !key.StartsWith("help.compare.", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_of_a_notice_has_a_sentence()
        => Assert.DoesNotContain(Notices.Codes, code => English.Find("notice." + code) is null);

    [Fact]
    public void Every_id_of_an_error_has_a_sentence()
        => Assert.DoesNotContain(JobErrors.Ids, id => English.Find("error." + id) is null);

    [Fact]
    public void Every_filter_says_what_it_takes()
        => Assert.DoesNotContain(FilterTable.Names, filter => English.Find("filter." + filter) is null);

    [Theory]
    [MemberData(nameof(JobErrorNames))]
    public void Sentence_of_an_error_is_filled_from_its_data(string name)
    {
        var factory = Factories(typeof(JobErrors)).First(method => method.Name == name);
        var error = (JobException)factory.Invoke(null, [.. factory.GetParameters().Select(Sample)])!;
        foreach (var texts in (Catalogue[])[English, Portuguese])
        {
            var notes = new Notes(texts, new HumanNumbers(texts.Language));
            var message = new Errors(texts, notes).From(error).Message;
            Assert.DoesNotContain('{', message);
            Assert.DoesNotContain("error.TRM", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Value_with_braces_is_not_filled_again()
        => Assert.Equal("'{hint}' and x", Catalogue.Fill("'{path}' and {hint}", [("path", "{hint}"), ("hint", "x")]));

    [Fact]
    public void Placeholder_without_a_value_is_refused()
        => Assert.Throws<KeyNotFoundException>(() => Catalogue.Fill("{what}", []));

    [Fact]
    public void Control_characters_of_data_never_reach_the_sentence()
    {
        var notes = new Notes(English, new HumanNumbers(Language.English));
        var message = new Errors(English, notes).From(JobErrors.PathMissing("a\u001b[31m\nb")).Message;
        Assert.DoesNotContain(message, char.IsControl);
    }

    private static object? Sample(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "text",
        var type when type == typeof(int) => 12,
        var type when type == typeof(long) => 12L,
        var type when type == typeof(double) => 1.5,
        var type when type == typeof(Notice) => Notices.Create(Notices.RoundTimedOut, ("model", "gil"), ("seconds", 120.0)),
        _ => (string[])["one", "two"],
    };

    private static MethodInfo[] Factories(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static);

    private static IEnumerable<string> Placeholders(string text)
        => Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"((?:help|hint|compare|column|legend|cell|check|doctor|job|hash|json|list|longer|progress|error|reason|notice|status|kind|workload|value)\\.[a-z0-9.-]+)\"")]
    private static partial Regex KeyInCode();
}
