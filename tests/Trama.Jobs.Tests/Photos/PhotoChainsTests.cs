using Trama.Jobs.Photos;

namespace Trama.Jobs.Tests.Photos;

public sealed class PhotoChainsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_are_those_of_the_chain_that_is_named()
        => Assert.Equal(["thumbnail 1600", "sharpen 0.5"], Read("""{ "old": ["sepia"], /* for the site */ "web": ["thumbnail 1600", "sharpen 0.5"], }"""));

    [Theory]
    [InlineData("TRM0797", """{ "wb": ["gray"] }""")]
    [InlineData("TRM0797", "{}")]
    [InlineData("TRM0796", """{ "web": ["blur much"] }""")]
    [InlineData("TRM0799", """{ "web": ["invert"] }""")]
    [InlineData("TRM0798", """{ "web": ["gray" }""")]
    [InlineData("TRM0798", """{ "web": "gray" }""")]
    [InlineData("TRM0798", """{ "web": [null] }""")]
    [InlineData("TRM0798", """{ "web": null }""")]
    [InlineData("TRM0798", "null")]
    [InlineData("TRM0798", "")]
    [InlineData("TRM0798", "[]")]
    public void What_is_wrong_is_named(string id, string json) => Assert.Equal(id, Assert.Throws<JobException>(() => Read(json)).Id);

    [Fact]
    public void File_that_is_not_there_is_named()
        => Assert.Equal("TRM0720", Assert.Throws<JobException>(() => PhotoChains.Read(Path.Combine(_folder.Path, "no.json"), "web")).Id);

    private IReadOnlyList<string> Read(string json)
    {
        _folder.Write("chains.json", json);
        return PhotoChains.Read(Path.Combine(_folder.Path, "chains.json"), "web");
    }
}
