using Spectre.Console;

namespace Trama.Cli.Rendering;

/// <summary>
/// A table that never wraps into rubbish: when its columns don't fit beside each other, they are stacked as several tables, each
/// beginning with the first column, so that every row keeps its name and nothing is left out.
/// </summary>
internal sealed class FittingTable
{
    // Between two columns: one of padding and the border's separator.
    private const int Gap = 2;

    // The table widget sets two columns aside for edges, also where the border draws none.
    private const int Edges = 2;

    private readonly List<Column> _columns = [];
    private readonly List<string?> _styles = [];

    /// <summary>Adds a column; all columns of a table have as many cells as the first.</summary>
    /// <param name="header">Its heading.</param>
    /// <param name="cells">One text per row.</param>
    /// <param name="alignRight">For numbers.</param>
    public FittingTable Add(string header, IEnumerable<string> cells, bool alignRight = true)
    {
        _columns.Add(new(header, [.. cells], alignRight));
        return this;
    }

    /// <summary>Gives the next row a style such as "bold green"; null for none.</summary>
    public FittingTable StyleRow(string? style)
    {
        _styles.Add(style);
        return this;
    }

    public void Render(IAnsiConsole console)
    {
        foreach (var group in Groups(console.Profile.Width))
        {
            console.Write(TableOf(group, console.Profile.Width));
            console.WriteLine();
        }
    }

    /// <summary>
    /// The columns of each table, in order, the first one repeated: as few tables as the width allows, and then as even as can be, so that
    /// no column ends up alone.
    /// </summary>
    internal IReadOnlyList<IReadOnlyList<Column>> Groups(int width)
    {
        var best = Fill(width);
        for (var narrower = Fill(--width); narrower.Count == best.Count && width > 0; narrower = Fill(--width))
            best = narrower;
        return best;
    }

    private List<List<Column>> Fill(int width)
    {
        var groups = new List<List<Column>> { new() { _columns[0] } };
        var used = Edges + _columns[0].Width;
        foreach (var column in _columns.Skip(1))
        {
            if (used + Gap + column.Width > width && groups[^1].Count > 1)
            {
                groups.Add([_columns[0]]);
                used = Edges + _columns[0].Width;
            }
            groups[^1].Add(column);
            used += Gap + column.Width;
        }
        return groups;
    }

    private Table TableOf(IReadOnlyList<Column> columns, int width)
    {
        var table = new Table().Border(Underlined.Instance).BorderStyle(new Style(decoration: Decoration.Dim));
        // A lone column that is still too wide has to break somewhere: only there may words wrap.
        var fits = columns.Sum(column => column.Width + Gap) - Gap + Edges <= width;
        foreach (var column in columns)
        {
            var isLast = ReferenceEquals(column, columns[^1]);
            var header = new TableColumn(new Markup(Markup.Escape(column.Header), new Style(decoration: Decoration.Bold)))
                .Padding(new Padding(0, 0, isLast ? 0 : Gap - 1, 0));
            header.Alignment = column.AlignRight ? Justify.Right : Justify.Left;
            header.NoWrap = fits;
            table.AddColumn(header);
        }
        for (var row = 0; row < columns[0].Cells.Count; row++)
            table.AddRow(columns.Select(column => new Markup(Markup.Escape(column.Cells[row]), StyleOf(row))));
        return table;
    }

    private Style StyleOf(int row) => _styles.ElementAtOrDefault(row) is { } style ? Style.Parse(style) : Style.Plain;

    internal sealed record Column(string Header, IReadOnlyList<string> Cells, bool AlignRight)
    {
        public int Width { get; } = Cells.Append(Header).Max(text => text.Length);
    }
}
