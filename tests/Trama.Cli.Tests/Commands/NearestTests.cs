using Trama.Cli.Commands;

namespace Trama.Cli.Tests.Commands;

public sealed class NearestTests
{
    [Theory]
    [InlineData("slepe", "sleep")]
    [InlineData("Files", "files")]
    [InlineData("fecth", "fetch")]
    [InlineData("comput", "compute")]
    [InlineData("photos", null)]
    [InlineData("", null)]
    public void Close_name_is_suggested_and_a_far_one_is_not(string typed, string? expected)
        => Assert.Equal(expected, Nearest.To(typed, ["sleep", "compute", "files", "fetch"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("threads", "threds", 1)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_typing_mistakes(string from, string to, int expected) => Assert.Equal(expected, Nearest.Distance(from, to));
}
