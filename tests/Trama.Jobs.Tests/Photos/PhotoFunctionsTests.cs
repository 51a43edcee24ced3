using Trama.Jobs.Files;
using Trama.Jobs.Photos;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Tests.Photos;

/// <summary>One photo through libvips: what its pixels are afterwards.</summary>
public sealed class PhotoFunctionsTests : IDisposable
{
    private const int Width = 80;
    private const int Height = 40;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, "in", name);

    [Fact]
    public void Gray_has_one_band_and_keeps_lightness()
    {
        var made = Filter(Quarters(), "gray");
        Assert.Equal(1, made.Bands);
        Assert.Equal((255, 255, 255), made.At(Width - 1, Height - 1));
        Assert.True(made.At(Width - 1, 0).G > made.At(0, 0).G, "Green is lighter than red.");
        Assert.True(made.At(0, 0).G > made.At(0, Height - 1).G, "Red is lighter than blue.");
    }

    [Fact]
    public void Sepia_has_the_weights_of_the_standard()
    {
        var made = Filter(Quarters(), "sepia");
        Assert.Equal((100, 89, 69), made.At(0, 0));
        Assert.Equal((196, 175, 136), made.At(Width - 1, 0));
    }

    [Fact]
    public void Blur_mixes_neighbours_and_leaves_flat_parts_as_they_are()
    {
        var made = Filter(Quarters(), "blur 2");
        Assert.Equal((255, 0, 0), made.At(0, 0));
        var (r, g, b) = made.At(Width / 2, 5);
        Assert.InRange(r, 60, 140);
        Assert.InRange(g, 115, 195);
        Assert.Equal(0, b);
    }

    [Fact]
    public void Edges_are_bright_where_colours_meet_and_black_elsewhere()
    {
        var made = Filter(Quarters(), "edges");
        Assert.Equal((0, 0, 0), made.At(5, 5));
        Assert.True(made.At(Width / 2, 5).R > 100);
    }

    [Fact]
    public void Contrast_moves_values_from_the_middle()
    {
        var grey = new byte[Width * Height * 3];
        grey.AsSpan().Fill(100);
        Save("grey.png", grey);
        Assert.Equal((72, 72, 72), Filter("grey.png", "contrast 2").At(3, 3));
        Assert.Equal((128, 128, 128), Filter("grey.png", "contrast 0").At(3, 3));
    }

    [Theory]
    [InlineData("resize 40", 40, 20)]
    [InlineData("resize 40x10", 20, 10)]
    [InlineData("resize 160", 160, 80)]
    [InlineData("resize 50%", 40, 20)]
    [InlineData("thumbnail 40", 40, 20)]
    [InlineData("thumbnail 400", 80, 40)]
    [InlineData("rotate 90", 40, 80)]
    [InlineData("rotate -180", 80, 40)]
    [InlineData("rotate 360", 80, 40)]
    public void Size_is_what_was_asked_for(string filter, int width, int height)
    {
        var made = Filter(Quarters(), filter);
        Assert.Equal((width, height), (made.Width, made.Height));
    }

    [Fact]
    public void Turning_is_clockwise_and_what_comes_in_is_white()
    {
        Assert.Equal((0, 0, 255), Filter(Quarters(), "rotate 90").At(0, 0));
        Assert.Equal((0, 0, 255), Filter(Quarters(), "blur 0.1", "rotate 90").At(0, 0));
        var tilted = Filter(Quarters(), "rotate 45");
        Assert.Equal((255, 255, 255), tilted.At(0, 0));
    }

    [Fact]
    public void Filters_are_applied_in_their_order()
        => Assert.NotEqual(Filter(Quarters(), "blur 3", "contrast 5").Bytes, Filter(Quarters(), "contrast 5", "blur 3").Bytes);

    [Fact]
    public void Any_filter_can_follow_any_other()
    {
        string[] filters = ["blur 1", "sharpen 1", "gray", "sepia", "edges", "contrast 2", "resize 150%", "thumbnail 30", "rotate 30", "rotate 90", "watermark x"];
        Quarters();
        WriteTransparent();
        foreach (var photo in (string[])["quarters.png", "clear.png"])
        {
            foreach (var first in filters)
            {
                foreach (var second in filters) Filter(photo, first, second);
            }
        }
    }

    [Theory]
    [InlineData(2, 0, 255, 0)]
    [InlineData(3, 255, 255, 255)]
    [InlineData(6, 0, 0, 255)]
    [InlineData(8, 0, 255, 0)]
    public void Photo_is_turned_upright_and_says_so(int orientation, int r, int g, int b)
    {
        TestPhotos.Write(In("turned.jpg"), TestPhotos.Quarters(Width, Height), Width, Height, "jpegsave_target", image => image.Set("orientation", orientation));
        foreach (var filter in (string[])["contrast 1", "thumbnail 400"])
        {
            var made = Filter("turned.jpg", filter);
            Assert.Equal(orientation > 4 ? (Height, Width) : (Width, Height), (made.Width, made.Height));
            Assert.Equal(1, made.Orientation);
            var corner = made.At(2, 2);
            Assert.InRange(Math.Abs(corner.R - r) + Math.Abs(corner.G - g) + Math.Abs(corner.B - b), 0, 30);
        }
    }

    [Theory]
    [InlineData("p3", "png")]
    [InlineData("cmyk", "jpeg")]
    public void Colours_of_another_profile_become_srgb(string profile, string format)
    {
        var orange = new byte[Width * Height * 3];
        for (var i = 0; i < orange.Length; i += 3) new byte[] { 200, 120, 60 }.CopyTo(orange, i);
        using (var scope = new VipsScope())
        {
            var other = VipsImage.FromRgb(scope, orange, Width, Height)
                .Call("icc_transform").With("output-profile", profile).With("input-profile", "srgb").Image();
            using var bytes = other.Save(format + "save_target", static saving => saving);
            Directory.CreateDirectory(Path.Combine(_folder.Path, "in"));
            File.WriteAllBytes(In("other"), bytes.Span);
        }
        foreach (var filter in (string[])["contrast 1", "thumbnail 400"])
        {
            var (r, g, b) = Filter("other", filter).At(5, 5);
            Assert.InRange(Math.Abs(r - 200) + Math.Abs(g - 120) + Math.Abs(b - 60), 0, 12);
        }
    }

    [Fact]
    public void Transparency_stays_where_the_format_has_it_and_is_white_elsewhere()
    {
        WriteTransparent();
        foreach (var filter in (string[])["blur 1", "sharpen 1", "gray", "sepia", "contrast 2", "resize 20", "rotate 30", "watermark x", "thumbnail 30"])
            Assert.True(Filter("clear.png", filter).Bands is 2 or 4, filter);
        Assert.Equal(1, Filter("clear.png", "edges").Bands);
        var jpeg = Run("clear.png", new() { Filters = ["sepia"], Format = "jpeg" });
        Assert.Equal((3, (255, 255, 255)), (jpeg.Bands, jpeg.At(3, 3)));
    }

    [Fact]
    public void Watermark_changes_the_lower_right_corner_only()
    {
        var grey = new byte[400 * 300 * 3];
        grey.AsSpan().Fill(100);
        TestPhotos.Write(In("grey.png"), grey, 400, 300);
        TestPhotos.Write(In("mark.png"), TestPhotos.Quarters(40, 20), 40, 20);
        foreach (var value in (string[])["© <Ana> & Bia", In("mark.png")])
        {
            var made = Filter("grey.png", "watermark " + value);
            var changed = Enumerable.Range(0, 400 * 300).Where(i => made.At(i % 400, i / 400) != (100, 100, 100)).ToList();
            Assert.NotEmpty(changed);
            Assert.All(changed, i => Assert.True(i % 400 > 200 && i / 400 > 230, $"({i % 400}, {i / 400})"));
        }
    }

    [Theory]
    [InlineData("<x photoshop:City='Rio'/>")]
    [InlineData("<x geo:lat='-22'/>")]
    [InlineData("<\0x\0/\0>\0")]
    public void Places_that_xmp_names_in_any_schema_go(string packet)
    {
        byte[] xmp = [.. packet.Select(letter => (byte)letter)];
        TestPhotos.Write(In("told.jpg"), TestPhotos.Quarters(Width, Height), Width, Height, "jpegsave_target", image =>
        {
            image.Set("xmp-data", xmp);
            image.Set("iptc-data", "Photoshop 3.0\08BIM"u8);
        });
        var made = Run("told.jpg", new() { Metadata = "no-gps" });
        Assert.DoesNotContain("xmp-data", made.Fields);
        Assert.DoesNotContain("iptc-data", made.Fields);
    }

    [Theory]
    [InlineData("<x tiff:Orientation=\"", "<x tiff:Orientation=\"")]
    [InlineData("<x tiff:Orientation='6'/>", "<x tiff:Orientation='1'/>")]
    [InlineData("<tiff:Orientation>8</tiff:Orientation>", "<tiff:Orientation>1</tiff:Orientation>")]
    public void Xmp_says_upright_and_one_that_is_cut_short_costs_nothing(string packet, string upright)
    {
        TestPhotos.Write(In("told.jpg"), TestPhotos.Quarters(Width, Height), Width, Height, "jpegsave_target",
            image => image.Set("xmp-data", [.. packet.Select(letter => (byte)letter)]));
        Run("told.jpg", new());
        Assert.Contains(upright, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(_folder.Path, "out", "told.jpg."))), StringComparison.Ordinal);
    }

    [Fact]
    public void Photo_that_grows_over_the_limit_on_the_way_is_refused_before_it_is_computed()
    {
        TestPhotos.Write(In("wide.png"), TestPhotos.Quarters(Width, Height), Width, Height);
        var limits = new PhotoLimits(1, 1);
        var error = Assert.Throws<JobException>(() => Run("wide.png", new() { Filters = ["resize 20000", "rotate 1", "resize 10"], Limits = limits }));
        Assert.Equal("TRM0791", error.Id);
    }

    [Fact]
    public void Watermark_that_is_cut_short_is_what_the_failure_names()
    {
        TestPhotos.Write(In("photo.png"), TestPhotos.Quarters(Width, Height), Width, Height);
        var noise = new byte[300 * 200 * 3];
        new Random(1).NextBytes(noise);
        TestPhotos.Write(In("mark.png"), noise, 300, 200);
        File.WriteAllBytes(In("mark.png"), File.ReadAllBytes(In("mark.png"))[..20_000]);
        var error = Assert.Throws<JobException>(() => Run("photo.png", new() { Filters = ["watermark " + In("mark.png")] }));
        Assert.Equal(("TRM0726", In("mark.png")), (error.Id, error.Details["path"]));
    }

    [Fact]
    public void Watermark_of_a_text_with_nothing_to_be_seen_fails_that_photo_only()
    {
        TestPhotos.Write(In("photo.png"), TestPhotos.Quarters(Width, Height), Width, Height);
        var error = Assert.Throws<JobException>(() => Run("photo.png", new() { Filters = ["watermark \u200b"] }));
        Assert.Equal("TRM0789", error.Id);
        Assert.False(new PhotosJob(new([], "out", new())).IsOfAll(error));
        Assert.True(new PhotosJob(new([], "out", new())).IsOfAll(JobErrors.BadWatermark("mark.png", "no-picture")));
    }

    [Fact]
    public void Gray_keeps_no_profile_of_three_colours()
    {
        TestPhotos.Write(In("told.jpg"), TestPhotos.Quarters(Width, Height), Width, Height, "jpegsave_target",
            static image => image.Set(PhotoMetadata.Profile, "sRGB IEC61966-2.1 and so on"u8));
        Assert.DoesNotContain(PhotoMetadata.Profile, Run("told.jpg", new() { Filters = ["gray"], Format = "png" }).Fields);
    }

    [Theory]
    [InlineData("keep", true, true)]
    [InlineData("no-gps", true, false)]
    [InlineData("strip", false, false)]
    public void Metadata_stays_as_far_as_the_policy_says(string policy, bool hasMaker, bool hasPlace)
    {
        TestPhotos.Write(In("told.jpg"), TestPhotos.Quarters(Width, Height), Width, Height, "jpegsave_target", static image =>
        {
            image.Set("exif-ifd0-Make", "Trama");
            image.Set("exif-ifd2-MakerNote", "secret");
            image.Set("exif-ifd3-GPSLatitudeRef", "S");
            image.Set("exif-ifd3-GPSLatitude", "22/1 57/1 6/1");
            image.Set("xmp-data", "<x exif:GPSLatitude=\"22,57S\" tiff:Orientation=\"6\"/>"u8);
        });
        foreach (var format in PhotoFormats.Names)
        {
            var made = Run("told.jpg", new() { Filters = ["blur 1"], Metadata = policy, Format = format });
            Assert.Equal(hasMaker, made.Fields.Contains("exif-ifd0-Make"));
            Assert.Equal(hasPlace, made.Fields.Exists(static field => field.StartsWith("exif-ifd3-", StringComparison.Ordinal)));
            Assert.Equal(hasPlace, made.Fields.Contains("xmp-data"));
            // A WebP gets a block of EXIF from libvips in any case: its own size, and nothing of the original's.
            Assert.Equal(hasMaker || format == "webp", made.Fields.Exists(static field => field.StartsWith("exif-", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Same_photo_becomes_the_same_bytes()
    {
        TestPhotos.Write(In("a.jpg"), TestPhotos.Quarters(Width, Height), Width, Height, "jpegsave_target");
        foreach (var format in PhotoFormats.Names)
        {
            var recipe = new PhotoRecipe { Filters = ["resize 33", "watermark Ana", "blur 1"], Format = format };
            Run("a.jpg", recipe);
            var first = File.ReadAllBytes(Out(format));
            Run("a.jpg", recipe);
            Assert.Equal(first, File.ReadAllBytes(Out(format)));
        }

        string Out(string format) => Path.Combine(_folder.Path, "out", "a.jpg." + format);
    }

    [Fact]
    public void Photo_that_would_become_too_large_is_refused_before_it_is_computed()
    {
        var limits = new PhotoLimits(1, 1);
        var error = Assert.Throws<JobException>(() => Run(Quarters(), new() { Filters = ["resize 2000"], Limits = limits }));
        Assert.Equal("TRM0791", error.Id);
        var longer = Assert.Throws<JobException>(() => Run(Quarters(), new() { Filters = ["resize 16400x10000"], Format = "webp" }));
        Assert.Equal("TRM0727", longer.Id);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "out")));
    }

    [Fact]
    public void Photo_whose_token_is_cancelled_is_given_up()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Run(Quarters(), new() { Filters = ["blur 3"] }, source.Token));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "out")));
    }

    [Fact]
    public void Photos_are_filtered_by_many_threads_at_once()
    {
        TestPhotos.Write(In("a.jpg"), TestPhotos.Quarters(300, 200), 300, 200, "jpegsave_target");
        var raw = RawNames.Encode(In("a.jpg"));
        var recipe = new PhotoRecipe { Filters = ["blur 2", "watermark Ana", "sharpen 1"] };
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            PhotoFunctions.Filter(new(raw, Path.Combine(_folder.Path, "out", $"{i}.jpg"), recipe), TestContext.Current.CancellationToken));
        var all = Directory.EnumerateFiles(Path.Combine(_folder.Path, "out")).Select(File.ReadAllBytes).ToList();
        Assert.Equal(64, all.Count);
        Assert.All(all, bytes => Assert.Equal(all[0], bytes));
    }

    private string Quarters()
    {
        Save("quarters.png", TestPhotos.Quarters(Width, Height));
        return "quarters.png";
    }

    private void Save(string name, byte[] pixels) => TestPhotos.Write(In(name), pixels, Width, Height);

    private void WriteTransparent()
    {
        using var scope = new VipsScope();
        var image = VipsImage.FromRgb(scope, TestPhotos.Quarters(Width, Height), Width, Height).Call("bandjoin_const").With("c", [0.0]).Image();
        using var bytes = image.Save("pngsave_target", static saving => saving);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "in"));
        File.WriteAllBytes(In("clear.png"), bytes.Span);
    }

    private Pixels Filter(string name, params string[] filters) => Run(name, new() { Filters = filters, Format = "png" });

    private Pixels Run(string name, PhotoRecipe recipe, CancellationToken cancellationToken = default)
    {
        var output = Path.Combine(_folder.Path, "out", $"{name}.{recipe.Format}");
        PhotoFunctions.Filter(new(RawNames.Encode(In(name)), output, recipe), cancellationToken);
        return TestPhotos.Read(output);
    }
}
