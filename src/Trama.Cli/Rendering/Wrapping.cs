using System.Text;

namespace Trama.Cli.Rendering;

/// <summary>Breaks text into rows between words; a word that is longer than a row keeps one to itself.</summary>
internal static class Wrapping
{
    public static IEnumerable<string> Rows(string text, int width)
    {
        var row = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (row.Length > 0 && row.Length + 1 + word.Length > width)
            {
                yield return row.ToString();
                row.Clear();
            }
            if (row.Length > 0)
                row.Append(' ');
            row.Append(word);
        }
        yield return row.ToString();
    }
}
