using Trama.Cli.Rendering;
using Trama.Cli.Resources;

namespace Trama.Cli.Tests.Rendering;

public sealed class HumanNumbersTests
{
    private static readonly HumanNumbers English = new(Language.English);
    private static readonly HumanNumbers Portuguese = new(Language.Portuguese);

    [Theory]
    [InlineData(1234567.891, 2, "1,234,567.89", "1.234.567,89")]
    [InlineData(0.5, 1, "0.5", "0,5")]
    [InlineData(-0.04, 1, "0.0", "0,0")]
    [InlineData(-1234, 0, "-1,234", "-1.234")]
    public void Number_is_written_as_the_language_does(double value, int decimals, string english, string portuguese)
    {
        Assert.Equal(english, English.Fixed(value, decimals));
        Assert.Equal(portuguese, Portuguese.Fixed(value, decimals));
    }

    [Theory]
    [InlineData(0, "0 µs")]
    [InlineData(0.0000123, "12.3 µs")]
    [InlineData(0.00456, "4.56 ms")]
    [InlineData(0.9, "900 ms")]
    [InlineData(1.5, "1.50 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(101.4, "1 min 41 s")]
    [InlineData(119.6, "2 min 0 s")]
    public void Duration_takes_the_unit_that_fits(double seconds, string expected) => Assert.Equal(expected, English.Duration(seconds));

    [Theory]
    [InlineData(1, "1.00×")]
    [InlineData(12.345, "12.3×")]
    [InlineData(655.4, "655×")]
    public void Ratio_has_three_digits(double ratio, string expected) => Assert.Equal(expected, English.Times(ratio));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(4100, "4.10 kB")]
    [InlineData(512345678, "512 MB")]
    [InlineData(8e9, "8.00 GB")]
    public void Size_takes_the_unit_that_fits(double bytes, string expected) => Assert.Equal(expected, English.Size(bytes));

    [Fact]
    public void Percentage_shows_its_fraction_only_when_small()
    {
        Assert.Equal("4.2 %", English.Percent(4.21));
        Assert.Equal("42 %", English.Percent(42.1));
        Assert.Equal("4,2 %", Portuguese.Percent(4.21));
    }
}
