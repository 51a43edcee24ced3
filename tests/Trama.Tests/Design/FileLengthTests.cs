namespace Trama.Tests.Design;

/// <summary>Small files: most have 40 to 80 lines, nine of ten are under 200.</summary>
public sealed class FileLengthTests
{
    private const int Limit = 200;

    [Fact]
    public void Nine_of_ten_source_files_are_under_200_lines()
    {
        var files = Repository.SourcesBelow("src").Select(path => (Lines: File.ReadLines(path).Count(), Path: path)).ToList();
        files.Sort();
        int median = files[files.Count / 2].Lines;
        int p90 = files[(int)Math.Ceiling(files.Count * 0.9) - 1].Lines;

        var longest = files.AsEnumerable().Reverse().Take(10)
            .Select(file => $"{file.Lines,5}  {Path.GetRelativePath(Repository.Root, file.Path)}");
        string report = $"{files.Count} files, median {median}, p90 {p90} lines; the longest:\n{string.Join('\n', longest)}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);

        Assert.True(p90 < Limit, $"The ninetieth percentile is not under {Limit} lines: {report}");
    }
}
