using Spectre.Console;
using Spectre.Console.Rendering;

namespace Trama.Cli.Rendering;

/// <summary>A table's only lines: one below its header. What is read by columns needs no box around it.</summary>
internal sealed class Underlined : TableBorder
{
    public static Underlined Instance { get; } = new();

    public override string GetPart(TableBorderPart part) => part switch
    {
        TableBorderPart.HeaderSeparator or TableBorderPart.CellSeparator => " ",
        TableBorderPart.HeaderBottom => "─",
        TableBorderPart.HeaderBottomSeparator => "─",
        _ => "",
    };
}
