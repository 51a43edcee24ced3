using Trama.Cli.Rendering;

namespace Trama.Cli.Tests.Rendering;

public sealed class FittingTableTests
{
    [Fact]
    public void Table_that_fits_stays_whole() => Assert.Single(Table().Groups(80));

    [Fact]
    public void Columns_that_do_not_fit_are_stacked_under_the_first()
    {
        var groups = Table().Groups(30);

        Assert.True(groups.Count > 1);
        Assert.All(groups, group => Assert.Equal("name", group[0].Header));
        Assert.Equal(["a", "b", "c", "d", "e"], groups.SelectMany(group => group.Skip(1)).Select(column => column.Header));
    }

    [Fact]
    public void Stacked_tables_are_as_even_as_can_be()
    {
        // Four beside each other would fit, and would leave the fifth alone.
        var groups = Table().Groups(10 + (4 * 12));
        Assert.Equal([3, 2], groups.Select(group => group.Count - 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(30)]
    [InlineData(200)]
    public void Any_width_shows_every_cell(int width)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Table().Render(Consoles.Create(writer, Math.Max(40, width), color: false));
        Assert.All("abcde", column => Assert.Contains($"{column}-value", writer.ToString(), StringComparison.Ordinal));
    }

    private static FittingTable Table()
    {
        var table = new FittingTable().Add("name", ["row number"], alignRight: false);
        foreach (var column in "abcde")
            table.Add($"{column}", [$"{column}-value  "[..7] + "xyz"]);
        return table;
    }
}
