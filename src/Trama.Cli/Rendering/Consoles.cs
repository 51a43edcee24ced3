using Spectre.Console;

namespace Trama.Cli.Rendering;

/// <summary>Spectre consoles that keep to what was decided about colour and width, instead of finding out for themselves.</summary>
internal static class Consoles
{
    /// <summary>A console over <paramref name="writer"/>.</summary>
    /// <param name="writer">Where it writes.</param>
    /// <param name="width">Columns to lay out for.</param>
    /// <param name="color">Whether escapes for colours may be written.</param>
    /// <param name="animate">Whether escapes that move the cursor may be written.</param>
    public static IAnsiConsole Create(TextWriter writer, int width, bool color, bool animate = false)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = color || animate ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = animate ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            // Its enrichers would make the output depend on which CI system it runs in.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
