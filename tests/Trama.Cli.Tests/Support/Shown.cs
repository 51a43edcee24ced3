using Trama.Cli.Rendering;
using Trama.Cli.Resources;
using Trama.Jobs.Compare;

namespace Trama.Cli.Tests.Support;

/// <summary>What a person sees of a report.</summary>
internal static class Shown
{
    public static string Report(CompareReport report, Language language = Language.English, int width = 120, bool color = false)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var texts = Catalogue.Load(language);
        var numbers = new HumanNumbers(language);
        new CompareView(Consoles.Create(writer, width, color), texts, numbers, new Notes(texts, numbers)).Show(report);
        return writer.ToString();
    }
}
