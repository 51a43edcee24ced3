using System.Globalization;
using Trama.Cli.Resources;
using Trama.Jobs;

namespace Trama.Cli.Rendering;

/// <summary>
/// Turns a job's coded data into sentences. The catalogue has one under each code, with the data's own keys as placeholders; where a
/// piece of data is empty, the sentence under the code with ".bare" does without it.
/// </summary>
internal sealed class Notes(Catalogue texts, HumanNumbers numbers)
{
    // Numbers that name something are not counted in thousands.
    private static readonly string[] Identifiers = ["seed", "exitCode", "line", "status", "pid", "newPid", "version"];

    public string Sentence(Notice notice) => Sentence("notice." + notice.Code, notice.Details);

    /// <summary>The sentence under <paramref name="key"/>; one unknown here (a newer engine's) shows its bare data rather than nothing.</summary>
    public string Sentence(string key, IReadOnlyDictionary<string, object> details, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var empty = details.Values.Any(value => value is "" or IReadOnlyCollection<string> { Count: 0 });
        if ((empty ? texts.Find(key + ".bare") : null) is not { } text && (text = texts.Find(key)) is null)
            return $"{key}: {string.Join(", ", details.Select(pair => $"{pair.Key}={Show(pair.Key, pair.Value)}"))}";
        return Catalogue.Fill(text, [.. more, .. details.Select(pair => (pair.Key, Show(pair.Key, pair.Value)))]);
    }

    private string Show(string key, object value) => value switch
    {
        long number when Identifiers.Contains(key) => number.ToString(CultureInfo.InvariantCulture),
        long number when key == "bytes" || key.EndsWith("Bytes", StringComparison.Ordinal) => numbers.Size(number),
        long number => numbers.Count(number),
        double number when key == "marginPct" => Longer(number),
        double number when key.EndsWith("Pct", StringComparison.Ordinal) => numbers.Percent(number),
        double number => numbers.Short(number),
        IEnumerable<string> names => List([.. names]),
        _ => OneLine(value.ToString() ?? ""),
    };

    // 83 % longer; but 2,055 % longer says less than 21.6× as long.
    private string Longer(double percent) => percent < 100
        ? texts.Format("longer.percent", ("percent", numbers.Percent(percent)))
        : texts.Format("longer.times", ("times", numbers.Times(1 + (percent / 100))));

    /// <summary>a, b and c.</summary>
    public string List(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : texts.Format("list.and", ("first", string.Join(", ", names.SkipLast(1))), ("last", names[^1]));

    // What comes from outside (a file's name, a program's words) may hold line breaks and terminal escapes; a sentence holds neither.
    private static string OneLine(string text)
        => string.Concat(text.ReplaceLineEndings(" ").Where(character => !char.IsControl(character)));
}
