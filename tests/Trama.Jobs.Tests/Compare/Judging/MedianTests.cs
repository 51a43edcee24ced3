using Trama.Jobs.Compare.Judging;

namespace Trama.Jobs.Tests.Compare.Judging;

public sealed class MedianTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 5.0, 1.0, 3.0 }, 3.0)]
    [InlineData(new[] { 4.0, 1.0, 3.0, 2.0 }, 2.5)]
    [InlineData(new[] { 1.0, 1.0, 1.0, 9.0 }, 1.0)]
    public void Middle_of_the_sorted_values(double[] values, double median) => Assert.Equal(median, Median.Of(values));

    [Fact]
    public void No_values_have_no_median() => Assert.Throws<ArgumentException>(() => Median.Of([]));

    // The table of Conover's book, and of any statistics program, for 95 %.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(15, 4)]
    [InlineData(17, 5)]
    [InlineData(20, 6)]
    [InlineData(30, 10)]
    [InlineData(100, 40)]
    public void Rank_of_the_interval_is_the_tabled_one(int count, int rank) => Assert.Equal(rank, Median.IntervalRank(count));

    [Fact]
    public void Confidence_is_at_least_95_percent_from_six_values_on()
    {
        Assert.Equal(0, Median.Confidence(5));
        Assert.Equal(0.96875, Median.Confidence(6), 12);
        Assert.Equal(0.984375, Median.Confidence(7), 12);
        for (var count = 6; count <= 1000; count++) Assert.InRange(Median.Confidence(count), 0.95, 1);
    }

    [Fact]
    public void One_rank_further_in_would_not_be_95_percent()
    {
        // n = 9: k = 2 leaves out 2 · (1 + 9) / 512 = 3.9 %, k = 3 would leave out 18 %.
        Assert.Equal(1 - (2 * 10 / 512.0), Median.Confidence(9), 12);
    }

    [Fact]
    public void Seven_runs_span_the_least_to_the_greatest()
    {
        var spread = Median.SpreadOf([7, 1, 6, 2, 5, 3, 4]);
        Assert.Equal((4, 1, 7), (spread.Median, spread.Low!.Value, spread.High!.Value));
        Assert.Equal([7, 1, 6, 2, 5, 3, 4], spread.Runs);
    }

    [Fact]
    public void Nine_runs_leave_one_out_at_either_end()
    {
        var spread = Median.SpreadOf([9, 8, 7, 6, 5, 4, 3, 2, 1]);
        Assert.Equal((5, 2, 8), (spread.Median, spread.Low!.Value, spread.High!.Value));
    }

    [Fact]
    public void Five_runs_have_a_median_and_no_interval()
    {
        var spread = Median.SpreadOf([1, 2, 3, 4, 5]);
        Assert.Equal(3, spread.Median);
        Assert.Null(spread.Low);
        Assert.Null(spread.High);
    }

    [Fact]
    public void Interval_of_drawn_samples_covers_the_true_median_as_often_as_it_claims()
    {
        var random = new Random(1);
        var covered = 0;
        const int Samples = 20_000;
        for (var i = 0; i < Samples; i++)
        {
            // Skewed, as run times are; the median of -ln(u) is ln 2.
            var spread = Median.SpreadOf([.. Enumerable.Range(0, 9).Select(_ => -Math.Log(1 - random.NextDouble()))]);
            if (spread.Low <= Math.Log(2) && Math.Log(2) <= spread.High) covered++;
        }

        Assert.InRange(covered / (double)Samples, Median.Confidence(9) - 0.01, Median.Confidence(9) + 0.01);
    }
}
