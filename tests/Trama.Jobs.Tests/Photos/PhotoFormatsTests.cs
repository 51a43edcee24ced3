using Trama.Jobs.Photos;

namespace Trama.Jobs.Tests.Photos;

public sealed class PhotoFormatsTests
{
    [Theory]
    [InlineData("a.jpg", "jpeg", "a.jpg")]
    [InlineData("A.JPEG", "jpeg", "A.JPEG")]
    [InlineData("a.png", "jpeg", "a.jpg")]
    [InlineData("x/a.tif", "png", "x/a.png")]
    [InlineData("a.b.gif", "webp", "a.b.webp")]
    [InlineData("photo", "png", "photo.png")]
    [InlineData("2024.05", "webp", "2024.05.webp")]
    public void Name_keeps_an_ending_that_fits_and_changes_one_that_does_not(string name, string format, string expected)
        => Assert.Equal(expected, PhotoFormats.Rename(name, format));
}
