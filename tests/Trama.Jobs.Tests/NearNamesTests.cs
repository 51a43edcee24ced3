namespace Trama.Jobs.Tests;

public sealed class NearNamesTests
{
    [Theory]
    [InlineData("slepe", "sleep")]
    [InlineData("Files", "files")]
    [InlineData("fecth", "fetch")]
    [InlineData("comput", "compute")]
    [InlineData("photos", null)]
    [InlineData("", null)]
    public void Close_name_is_suggested_and_a_far_one_is_not(string typed, string? expected)
        => Assert.Equal(expected, NearNames.Nearest(typed, ["sleep", "compute", "files", "fetch"]));

    [Fact]
    public void Namespace_may_be_left_out_and_the_nearest_comes_first()
        => Assert.Equal(["My.App.Parse", "My.App.Parses"], NearNames.Of("parse", ["My.App.Parses", "My.App.Parse", "My.Parse.App"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("threads", "threds", 1)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_typing_mistakes(string from, string to, int expected) => Assert.Equal(expected, NearNames.Distance(from, to));
}
