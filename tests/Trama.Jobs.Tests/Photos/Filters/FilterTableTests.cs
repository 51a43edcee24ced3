using Trama.Jobs.Photos.Filters;

namespace Trama.Jobs.Tests.Photos.Filters;

public sealed class FilterTableTests
{
    [Theory]
    [InlineData("blur 3")]
    [InlineData("blur 0.1")]
    [InlineData("sharpen 0.5")]
    [InlineData("gray")]
    [InlineData("sepia")]
    [InlineData("edges")]
    [InlineData("contrast 0")]
    [InlineData("resize 1600")]
    [InlineData("resize 1600x1200")]
    [InlineData("resize 12.5%")]
    [InlineData("thumbnail 400x300")]
    [InlineData("rotate -90")]
    [InlineData("rotate 12.5")]
    [InlineData("watermark © Ana & Bia")]
    public void Step_is_read(string step) => Assert.NotNull(FilterTable.Parse(step));

    [Theory]
    [InlineData("blur")]
    [InlineData("blur 0")]
    [InlineData("blur 3,5")]
    [InlineData("blur NaN")]
    [InlineData("blur 1e3")]
    [InlineData("gray 3")]
    [InlineData("contrast 11")]
    [InlineData("resize 0")]
    [InlineData("resize 10x")]
    [InlineData("resize 10x10x10")]
    [InlineData("resize -5%")]
    [InlineData("resize 70000")]
    [InlineData("thumbnail 50%")]
    [InlineData("rotate 361")]
    [InlineData("watermark")]
    public void Value_that_does_not_fit_is_named(string step)
    {
        var error = Assert.Throws<JobException>(() => FilterTable.Parse(step));
        Assert.Equal("TRM0796", error.Id);
        Assert.Equal(step.Split(' ')[0], error.Details["filter"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("blurr 3")]
    [InlineData("Blur 3")]
    public void Filter_that_is_not_there_is_named_beside_those_that_are(string step)
    {
        var error = Assert.Throws<JobException>(() => FilterTable.Parse(step));
        Assert.Equal("TRM0799", error.Id);
        Assert.Equal(FilterTable.Names, error.Details["known"]);
    }
}
