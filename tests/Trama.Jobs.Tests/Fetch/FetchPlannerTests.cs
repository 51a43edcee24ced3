using Trama.Jobs.Fetch;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Tests.Fetch;

public sealed class FetchPlannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Urls_come_from_arguments_and_files_in_order()
    {
        var list = _folder.Write("urls.txt", "# pages\n\nhttp://b/1\n  https://b/2  \n");
        var work = await Plan("http://a/", list);
        Assert.Equal(["http://a/", "http://b/1", "https://b/2"], work.Items.Select(item => FetchItem.Parse(item).Url));
        Assert.All(work.Items, item => Assert.Equal(10_000, FetchItem.Parse(item).TimeoutMilliseconds));
    }

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("http:///x")]
    [InlineData("nothing-of-the-kind")]
    [InlineData("file:///etc/passwd")]
    public async Task What_is_no_url_is_named(string input)
    {
        var error = await Fails(input);
        Assert.Equal(("TRM0730", input), (error.Id, error.Details["url"]));
    }

    [Fact]
    public async Task A_bad_line_is_named_with_its_number()
    {
        var list = _folder.Write("urls.txt", "http://a/\n\nnot a url\n");
        var error = await Fails(list);
        Assert.Equal(("TRM0736", 3L, "not a url"), (error.Id, error.Details["line"], error.Details["text"]));
    }

    [Fact]
    public async Task An_empty_list_is_named() => Assert.Equal("TRM0735", (await Fails(_folder.Write("urls.txt", "# none\n"))).Id);

    [Fact]
    public async Task A_folder_is_no_list() => Assert.Equal("TRM0723", (await Fails(_folder.Path)).Id);

    [Fact]
    public async Task Default_pages_come_from_a_server_in_its_own_process_that_ends_with_the_plan()
    {
        var work = await Plan();
        var item = FetchItem.Parse(work.Items[0]);
        var first = await FetchFunctions.GetAsync(item);
        Assert.Equal(first, FetchFunctions.Get(item));
        Assert.NotEqual(first, FetchFunctions.Get(FetchItem.Parse(work.Items[1])));
        Assert.Equal("TRM0731", (await Assert.ThrowsAsync<JobException>(() => FetchFunctions.GetAsync(item with { Url = item.Url + "/no" }))).Id);

        await work.DisposeAsync();

        Assert.Equal("TRM0734", (await Assert.ThrowsAsync<JobException>(() => FetchFunctions.GetAsync(item))).Id);
    }

    [Fact]
    public async Task A_program_that_is_no_server_is_explained()
    {
        var request = Requests.For() with { Program = new("/bin/sh", ["-c", "echo no server here >&2"]) };
        var error = await Assert.ThrowsAsync<JobException>(() => FetchPlanner.PlanAsync(request, TestContext.Current.CancellationToken));
        Assert.Equal(("TRM0763", "no server here"), (error.Id, error.Details["why"]));
    }

    [Fact]
    public void Pages_follow_from_seed_and_number_and_keep_their_bounds()
    {
        var pages = Enumerable.Range(0, 200).Select(page => ServerPage.Create(1, page)).ToArray();
        Assert.Equal(pages[7].Body, ServerPage.Create(1, 7).Body);
        Assert.NotEqual(pages[7].Body, ServerPage.Create(2, 7).Body);
        Assert.All(pages, page => Assert.InRange(page.Delay.TotalMilliseconds, 20, 80));
        Assert.All(pages, page => Assert.InRange(page.Body.Length, 4 * 1024, 256 * 1024));
        Assert.True(pages.Max(page => page.Body.Length) > 200 * 1024 && pages.Min(page => page.Body.Length) < 5 * 1024);
    }

    [Theory]
    [InlineData("/1/2", true)]
    [InlineData("/-5/2", true)]
    [InlineData("/1", false)]
    [InlineData("/1/2/3", false)]
    [InlineData("/a/2", false)]
    [InlineData("/1/-2", false)]
    [InlineData("", false)]
    public void Only_seed_and_number_name_a_page(string path, bool known) => Assert.Equal(known, ServerPage.ParsePath(path) is not null);

    private static Task<PlannedWork> Plan(params string[] inputs)
        => FetchPlanner.PlanAsync(Requests.For(inputs), TestContext.Current.CancellationToken);

    private static Task<JobException> Fails(params string[] inputs) => Assert.ThrowsAsync<JobException>(() => Plan(inputs));
}
