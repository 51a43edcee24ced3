using Trama.Jobs.Photos.Headers;

namespace Trama.Jobs.Tests.Photos.Headers;

/// <summary>What is known of a photo before any decoder is entered.</summary>
public sealed class PhotoHeadersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. Valid.Keys];

    private static Dictionary<string, (byte[] Bytes, PhotoHeader Header)> Valid { get; } = new()
    {
        ["jpeg"] = (HeaderBuilder.Jpeg(640, 480), new(PhotoFormat.Jpeg, 640, 480, 1)),
        ["progressive"] = (HeaderBuilder.Jpeg(65_535, 1, frameMarker: 0xC2), new(PhotoFormat.Jpeg, 65_535, 1, 1)),
        ["png"] = (HeaderBuilder.Png(300, 200), new(PhotoFormat.Png, 300, 200, 1)),
        ["apng"] = (HeaderBuilder.Png(300, 200, frames: 7), new(PhotoFormat.Png, 300, 200, 7)),
        ["gif"] = (HeaderBuilder.Gif(20, 10, frames: 3), new(PhotoFormat.Gif, 20, 10, 3)),
        ["tiff"] = (HeaderBuilder.Tiff(70_000, 9, pages: 1, isBigEndian: false), new(PhotoFormat.Tiff, 70_000, 9, 1)),
        ["tiff, other order"] = (HeaderBuilder.Tiff(7, 9, pages: 4, isBigEndian: true), new(PhotoFormat.Tiff, 7, 9, 4)),
        ["webp"] = (HeaderBuilder.Webp(500, 400), new(PhotoFormat.Webp, 500, 400, 1)),
        ["lossless webp"] = (HeaderBuilder.LosslessWebp(16_383, 2), new(PhotoFormat.Webp, 16_383, 2, 1)),
        ["animated webp"] = (HeaderBuilder.AnimatedWebp(50, 40, frames: 5), new(PhotoFormat.Webp, 50, 40, 5)),
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_size_and_frames_are_read(string kind) => Assert.Equal(Valid[kind].Header, Read(Valid[kind].Bytes));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_beginning_of_a_header_is_refused_by_name(string kind)
    {
        var whole = Valid[kind].Bytes;
        for (var length = 0; length < whole.Length; length++)
        {
            var error = Record.Exception(() => Read(whole[..length]));
            // What ends early may be all that is needed to know its size: the decoder finds the rest missing.
            if (error is not null) Assert.True(Assert.IsType<JobException>(error).Id is "TRM0790" or "TRM0793", error.Message);
        }
        Assert.IsType<JobException>(Record.Exception(() => Read(whole[..8])));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Flipped_bits_are_a_header_or_an_error_with_a_name_and_soon(string kind)
    {
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = Valid[kind].Bytes.ToArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (Record.Exception(() => Read(bytes)) is { } error) Assert.IsType<JobException>(error);
        }
    }

    // Fault 22.
    [Fact]
    public void Sides_whose_product_no_number_holds_are_too_large_whatever_is_allowed()
    {
        var limits = new PhotoLimits(100_000, 1);
        Assert.Equal("TRM0791", Assert.Throws<JobException>(() => Read(HeaderBuilder.Png(uint.MaxValue, uint.MaxValue), limits)).Id);
    }

    [Fact]
    public void Bombs_are_refused_from_the_header_and_cost_nothing()
    {
        AssertRefused("TRM0791", HeaderBuilder.Png(1, 500_000_000));
        AssertRefused("TRM0791", HeaderBuilder.Png(787_402, 787_402));
        AssertRefused("TRM0791", HeaderBuilder.Png(uint.MaxValue, uint.MaxValue));
        AssertRefused("TRM0791", HeaderBuilder.Tiff(uint.MaxValue, 65_535, pages: 1, isBigEndian: false));
        AssertRefused("TRM0791", HeaderBuilder.AnimatedWebp(1 << 24, 1 << 24, frames: 1));
        AssertRefused("TRM0792", HeaderBuilder.Gif(10, 10, frames: 10_000));
        AssertRefused("TRM0792", HeaderBuilder.Png(10, 10, frames: uint.MaxValue));
        AssertRefused("TRM0792", HeaderBuilder.Tiff(10, 10, pages: 10_000, isBigEndian: true));
        AssertRefused("TRM0792", HeaderBuilder.AnimatedWebp(10, 10, frames: 10_000));

        void AssertRefused(string id, byte[] bytes)
        {
            var path = Write(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<JobException>(() => ReadFile(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            Assert.Equal(id, error.Id);
        }
    }

    [Fact]
    public void Limits_are_those_that_are_given()
    {
        var limits = new PhotoLimits(MaxMegapixels: 1, MaxFrames: 2);
        Assert.Equal(1_000_000, Read(HeaderBuilder.Png(1_000_000, 1), limits).Width);
        Assert.Equal("TRM0791", Assert.Throws<JobException>(() => Read(HeaderBuilder.Png(1_000_001, 1), limits)).Id);
        Assert.Equal(2, Read(HeaderBuilder.Gif(1, 1, frames: 2), limits).Frames);
        Assert.Equal("TRM0792", Assert.Throws<JobException>(() => Read(HeaderBuilder.Gif(1, 1, frames: 3), limits)).Id);
    }

    // Fault 23.
    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("<?xml version=\"1.0\"?><svg/>")]
    [InlineData("%PDF-1.7\n")]
    [InlineData("%!PS-Adobe-3.0")]
    [InlineData("push graphic-context\nviewbox 0 0 1 1\n")]
    [InlineData("id=ImageMagick version=1.0\n")]
    [InlineData("P6\n1 1\n255\n...")]
    [InlineData("#?RADIANCE\n")]
    [InlineData("\0\0\0\u000CjP  \r\n\u0087\n")]
    [InlineData("\0\0\0\u0018ftypheic")]
    [InlineData("II+\0\u0008\0\0\0")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ")]
    public void What_is_no_photo_is_refused_whatever_its_name_says(string content)
    {
        var error = Assert.Throws<JobException>(() => Read(System.Text.Encoding.Latin1.GetBytes(content)));
        Assert.Equal("TRM0790", error.Id);
    }

    [Fact]
    public void Chain_that_leads_back_to_itself_ends()
    {
        var tiff = HeaderBuilder.Tiff(10, 10, pages: 2, isBigEndian: false);
        tiff[^4] = 8;   // the last page's next is the first
        Assert.Equal("TRM0793", Assert.Throws<JobException>(() => Read(tiff)).Id);
    }

    [Fact]
    public void File_of_nothing_but_filling_ends_soon()
    {
        var path = Path.Combine(_folder.Path, "filling.jpg");
        var bytes = new byte[4 << 20];
        bytes.AsSpan().Fill(0xFF);
        bytes[1] = 0xD8;
        File.WriteAllBytes(path, bytes);
        Assert.Equal("TRM0793", Assert.Throws<JobException>(() => ReadFile(path)).Id);
    }

    [Fact]
    public void Error_says_where()
    {
        var jpeg = HeaderBuilder.Jpeg(10, 10);
        jpeg[2 + 2 + 8] = 0;   // the marker after the first part
        var error = Assert.Throws<JobException>(() => Read(jpeg));
        Assert.Equal(("TRM0793", 12L), (error.Id, error.Details["offset"]));
    }

    private PhotoHeader Read(byte[] bytes, PhotoLimits? limits = null) => ReadFile(Write(bytes), limits);

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, "photo");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static PhotoHeader ReadFile(string path, PhotoLimits? limits = null)
    {
        using var file = File.OpenHandle(path);
        return PhotoHeaders.Read(file, path, limits ?? PhotoLimits.Default);
    }
}
