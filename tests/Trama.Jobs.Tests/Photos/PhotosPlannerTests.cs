using Trama.Jobs.Engine;
using Trama.Jobs.Photos;

namespace Trama.Jobs.Tests.Photos;

public sealed class PhotosPlannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => Path.Combine(_folder.Path, "out");

    [Fact]
    public void Tree_below_a_folder_is_mirrored()
    {
        Put("in/a.jpg", "in/2024/b.png", "in/2024/05/c.webp", "in/notes.txt", "in/.trama/d.jpg");
        var plan = Plan("in");
        Assert.Equal(["2024/05/c.webp", "2024/b.png", "a.jpg"], Outputs(plan));
        Assert.Equal(1L, Assert.Single(plan.Notices).Details["items"]);
    }

    [Fact]
    public void Of_several_folders_each_keeps_its_name()
    {
        Put("one/a.jpg", "two/a.jpg", "b.jpg");
        Assert.Equal(["b.jpg", "one/a.jpg", "two/a.jpg"], Outputs(Plan("one", "two", "b.jpg")));
    }

    [Fact]
    public void What_is_made_is_no_photo_to_be_filtered()
    {
        Put("a.jpg", "out/old.jpg", "outer/b.jpg");
        Assert.Equal(["a.jpg", "outer/b.jpg"], Outputs(Plan(".")));
    }

    [Fact]
    public void Originals_are_never_replaced()
    {
        Put("in/a.jpg", "b.jpg");
        Assert.Equal("TRM0725", Assert.Throws<JobException>(() => PlanInto("in", "in/")).Id);
        // By another name, and by a link.
        Assert.Equal("TRM0725", Assert.Single(PlanInto(".", "in/../b.jpg").Refused).Error.Id);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), Path.Combine(_folder.Path, "in"));
        Assert.Equal("TRM0725", Assert.Throws<JobException>(() => PlanInto("link", "in")).Id);
        Assert.Equal("TRM0725", Assert.Single(PlanInto("link", "in/a.jpg").Refused).Error.Id);
    }

    [Fact]
    public void An_original_is_not_replaced_by_what_another_becomes()
    {
        Put("in/a.jpg", "in/a.png", "x/a.jpg", "y/a.jpg");
        var png = new PhotoRecipe { Format = "png" };
        // a.png itself is refused as well: it would become itself.
        Assert.Equal(["TRM0725", "TRM0725"], PlanInto(png, "in", ["in/a.jpg", "in/a.png"]).Refused.Select(refused => refused.Error.Id));
        // One that can't be filtered is an original all the same.
        Write("in/b.png", "hello"u8.ToArray());
        Put("in/b.jpg");
        Assert.Equal(["TRM0725", "TRM0790"], PlanInto(png, "in", ["in/b.jpg", "in/b.png"]).Refused.Select(refused => refused.Error.Id));
        Assert.Equal(["TRM0725", "TRM0725"], PlanInto("y", "x/a.jpg", "y/a.jpg").Refused.Select(refused => refused.Error.Id));
    }

    [Fact]
    public void Links_are_left_and_counted()
    {
        Put("in/a.jpg");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/b.jpg"), Path.Combine(_folder.Path, "in/a.jpg"));
        var plan = Plan("in");
        Assert.Equal("a.jpg", Assert.Single(Outputs(plan)));
        Assert.Equal((Notices.PhotosThatAreLinks, 1L), (plan.Notices[0].Code, plan.Notices[0].Details["items"]));
    }

    [Fact]
    public void Output_folder_is_left_out_whatever_it_is_called()
    {
        Put("in/a.jpg", "in/out/b.jpg");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "elsewhere"), Path.Combine(_folder.Path, "in/out"));
        Assert.Equal("in/a.jpg", Path.GetRelativePath(_folder.Path, Assert.Single(PlanInto("elsewhere", "in").Items).Key));
    }

    [Fact]
    public void Found_twice_a_photo_goes_where_the_first_argument_says()
    {
        Put("pics/2024/a.jpg");
        Assert.Equal("pics/2024/a.jpg", Assert.Single(Outputs(Plan("pics", "pics/2024"))));
        Assert.Equal("2024/a.jpg", Assert.Single(Outputs(Plan("pics/2024", "pics"))));
    }

    [Fact]
    public void Two_that_would_become_one_are_named_and_one_is_made()
    {
        Put("in/a.jpg", "in/a.png");
        var plan = Plan(new PhotoRecipe { Format = "webp" }, "in");
        Assert.Equal("a.webp", Assert.Single(Outputs(plan)));
        var refused = Assert.Single(plan.Refused);
        Assert.Equal(("TRM0724", "in/a.png"), (refused.Error.Id, Path.GetRelativePath(_folder.Path, refused.Key)));
    }

    [Fact]
    public void What_is_named_twice_is_made_once()
    {
        Put("in/a.jpg");
        Assert.Equal("a.jpg", Assert.Single(Outputs(Plan("in", "in"))));
    }

    [Fact]
    public void Format_is_the_photos_own_by_its_content()
    {
        Write("in/really-a-gif.jpg", Headers.HeaderBuilder.Gif(5, 5, 1));
        Write("in/tiff.tif", Headers.HeaderBuilder.Tiff(5, 5, 1, isBigEndian: false));
        Assert.Equal(["really-a-gif.png", "tiff.png"], Outputs(Plan("in")));
    }

    [Fact]
    public void What_can_not_be_begun_is_known_before_anything_is()
    {
        Put("in/a.jpg");
        Write("in/bomb.png", Headers.HeaderBuilder.Png(1, 500_000_000));
        Write("in/text.jpg", "hello"u8.ToArray());
        var plan = Plan("in", "gone");
        Assert.Equal("in/a.jpg", Assert.Single(Outputs(plan)));
        Assert.Equal(["TRM0720", "TRM0791", "TRM0790"], plan.Refused.Select(refused => refused.Error.Id));
    }

    [Fact]
    public void Effort_is_of_pixels_as_well_as_of_bytes()
    {
        // The same few bytes of header each.
        Write("in/small.png", Headers.HeaderBuilder.Png(100, 100));
        Write("in/large.png", Headers.HeaderBuilder.Png(1000, 1000));
        Write("in/heavy.png", [.. Headers.HeaderBuilder.Png(100, 100), .. new byte[500_000]]);
        Assert.Equal(["heavy.png", "large.png", "small.png"], Plan("in").Items.OrderByDescending(item => item.Effort).Select(item => Path.GetFileName(item.Key)));
    }

    [Theory]
    [InlineData("gone.png")]
    [InlineData("text.png")]
    public void Watermark_that_can_not_be_read_ends_it_at_once(string name)
    {
        Put("in/a.jpg");
        Write("text.png", "hello"u8.ToArray());
        var recipe = new PhotoRecipe { Filters = ["watermark " + Path.Combine(_folder.Path, name)] };
        Assert.Equal("TRM0726", Assert.Throws<JobException>(() => Plan(recipe, "in")).Id);
    }

    [Fact]
    public void Another_picture_is_another_watermark()
    {
        Write("mark.png", Headers.HeaderBuilder.Png(5, 5));
        var recipe = new PhotoRecipe { Filters = ["watermark " + Path.Combine(_folder.Path, "mark.png")] };
        var before = new PhotosJob(new([], Out, recipe)).Settings;
        Assert.Equal(before, new PhotosJob(new([], Out, recipe)).Settings);
        Write("mark.png", Headers.HeaderBuilder.Png(50, 5, frames: 1));
        Assert.NotEqual(before, new PhotosJob(new([], Out, recipe)).Settings);
    }

    [Fact]
    public void Settings_tell_a_text_with_a_bar_from_two_filters()
    {
        Assert.NotEqual(
            new PhotoRecipe { Filters = ["watermark x|gray"] }.ToString(), new PhotoRecipe { Filters = ["watermark x", "gray"] }.ToString());
        Assert.NotEqual(
            new PhotoRecipe { Filters = ["watermark x4:gray"] }.ToString(), new PhotoRecipe { Filters = ["watermark x", "gray"] }.ToString());
    }

    private void Put(params string[] names)
    {
        foreach (var name in names) Write(name, name.EndsWith("png", StringComparison.Ordinal) ? Headers.HeaderBuilder.Png(5, 5)
            : name.EndsWith("webp", StringComparison.Ordinal) ? Headers.HeaderBuilder.Webp(5, 5)
            : Headers.HeaderBuilder.Jpeg(5, 5));
    }

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private JobPlan<PhotoInput> Plan(params string[] inputs) => Plan(new PhotoRecipe(), inputs);

    private JobPlan<PhotoInput> Plan(PhotoRecipe recipe, params string[] inputs) => PlanInto(recipe, "out", inputs);

    private JobPlan<PhotoInput> PlanInto(string output, params string[] inputs) => PlanInto(new PhotoRecipe(), output, inputs);

    private JobPlan<PhotoInput> PlanInto(PhotoRecipe recipe, string output, string[] inputs)
    {
        var planner = new PhotosPlanner(new([.. inputs.Select(input => Path.Combine(_folder.Path, input))], Path.Combine(_folder.Path, output), recipe));
        planner.Check();
        return planner.Plan(TestContext.Current.CancellationToken);
    }

    private IEnumerable<string> Outputs(JobPlan<PhotoInput> plan) => plan.Items.Select(item => Path.GetRelativePath(Out, item.Output!)).Order(StringComparer.Ordinal);
}
