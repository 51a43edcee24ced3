using Trama.Cli.Resources;
using Trama.Cli.Tests.Support;
using Trama.Jobs.Compare;

namespace Trama.Cli.Tests.Rendering;

public sealed class CompareViewTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        foreach (var language in (Language[])[Language.English, Language.Portuguese])
            Assert.DoesNotContain(Shown.Report(Reports.Whole, language, width).Split('\n'), line => line.Length > width);
    }

    [Fact]
    public void No_heading_breaks_at_any_width()
    {
        for (var width = 40; width <= 160; width++)
        {
            var shown = Shown.Report(Reports.Whole, Language.English, width);
            foreach (var heading in (string[])["workers", "time (95 % interval)", "speed-up", "items/s", "CPU s", "peak MB", "switches", "start ms", "µs per call"])
                Assert.Contains(shown.Split('\n'), line => line.StartsWith("model ", StringComparison.Ordinal) && line.Contains(heading, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    public void Every_width_has_every_figure(int width)
    {
        var shown = Shown.Report(Reports.Whole, Language.English, width);
        foreach (var figure in (string[])["21.034 s (20.403–21.875)", "665×", "63,291", "39,488", "1 (2,000 calls)", "1.80", "1,280", "682"])
            Assert.Contains(figure, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Portuguese_has_decimal_commas_and_dots_between_thousands()
    {
        var shown = Shown.Report(Reports.Whole, Language.Portuguese);
        Assert.Contains("21,034 s (20,403–21,875)", shown, StringComparison.Ordinal);
        Assert.Contains("63.291", shown, StringComparison.Ordinal);
        Assert.Contains("1 (2.000 chamadas)", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_have_a_table_of_their_own_with_a_row_for_each_form()
    {
        var shown = Shown.Report(Reports.Whole);
        Assert.Matches(@"model +connections +round trips/s +CPU µs each +p50 ms at 5,000/s +p99 ms +kB each +kernel kB each", shown);
        Assert.Matches(@"async +10,000 +90,634 +10\.4 +0\.23 +1\.78 +6\.1 +3\.9", shown);
        Assert.Matches(@"async \(\.NET's I/O\) +10,000 +61,224 ", shown);
        Assert.Matches(@"processes +10,000 +85,714 +10\.4 +0\.23 +1\.78 +– +–", shown);
        Assert.Contains("no more than 1,000 are given; under gil no more than 100", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_names_the_model_and_the_margin()
        => Assert.Contains(
            "→ async: the fastest; next is threads, which took 21.6× as long.", Shown.Report(Reports.Whole), StringComparison.Ordinal);

    [Fact]
    public void Verdict_without_a_clear_winner_says_so()
        => Assert.Contains("→ no clear winner: ", Shown.Report(Reports.Whole), StringComparison.Ordinal);

    [Fact]
    public void Model_that_did_not_run_is_named_with_the_reason()
    {
        var shown = Shown.Report(Reports.Whole);
        Assert.Contains("gil failed: a round of gil died with exit code 134, saying: Unhandled exception.", shown, StringComparison.Ordinal);
        Assert.Contains("async left out: My.App.Parse never awaits", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_model_has_a_kind_what_it_was_best_at_and_what_it_cost()
        => Assert.Matches(
            @"threads +many threads, one process +files \(sleep\) +6\.02× +1\.30× +120 +12", Shown.Report(Reports.Whole));

    [Fact]
    public void Workload_that_nobody_won_is_named_once_and_credited_to_nobody()
    {
        var shown = Shown.Report(Reports.Whole);
        Assert.Contains("No clear winner: method.", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("(method)", shown, StringComparison.Ordinal);
        Assert.Matches(@"inline +the caller, one after another +– ", shown);
    }

    [Fact]
    public void What_a_gil_is_is_said_only_where_one_is_shown()
    {
        var without = Reports.Whole with { Summary = [.. Reports.Whole.Summary.Where(model => model.Model != ModelNames.Gil)] };
        Assert.Contains("CPython", Shown.Report(Reports.Whole), StringComparison.Ordinal);
        Assert.DoesNotContain("CPython", Shown.Report(without), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_colour_there_is_no_escape() => Assert.DoesNotContain('\u001b', Shown.Report(Reports.Whole));

    [Fact]
    public void With_colour_the_text_is_the_same()
    {
        var colored = Shown.Report(Reports.Whole, color: true);
        Assert.Contains('\u001b', colored);
        Assert.Equal(Shown.Report(Reports.Whole), System.Text.RegularExpressions.Regex.Replace(colored, "\u001b\\[[0-9;]*m", ""));
    }
}
