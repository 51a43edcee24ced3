using Trama.Jobs.Compute;

namespace Trama.Jobs.Tests.Compute;

public sealed class ComputePlannerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(1_000_000)]
    [InlineData(ComputePlanner.MaxLimit)]
    public void Ranges_cover_every_number_once(int limit)
    {
        var ranges = ComputePlanner.Cut(limit);
        Assert.Equal(0, ranges[0].From);
        Assert.Equal(limit, ranges[^1].To);
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public void Ranges_are_of_about_equal_work()
    {
        // Counted, not timed: the divisions that the numbers of a range take.
        var work = ComputePlanner.Cut(400_000).Select(range => Enumerable.Range(range.From, range.To - range.From).Sum(Divisions)).ToArray();
        Assert.InRange(work.Max() / work.Average(), 1, 1.1);
        Assert.InRange(work.Min() / work.Average(), 0.9, 1);
    }

    [Fact]
    public void A_limit_and_a_range_may_be_given()
    {
        Assert.Equal(["10-20"], ComputePlanner.Plan(Requests.For("10-20")).Items);
        Assert.Equal(64, ComputePlanner.Plan(Requests.For("1000")).Items.Count);
    }

    [Theory]
    [InlineData("20-10")]
    [InlineData("-5")]
    [InlineData("5-")]
    [InlineData("1-2-3")]
    [InlineData("0-2000000001")]
    [InlineData("3000000000")]
    [InlineData("many")]
    public void What_is_no_range_is_named(string input)
    {
        var error = Assert.Throws<JobException>(() => ComputePlanner.Plan(Requests.For(input)));
        Assert.Equal(("TRM0711", input), (error.Id, error.Details["input"]));
    }

    [Theory]
    [InlineData(0, 100, "25")]
    [InlineData(0, 3, "1")]
    [InlineData(7, 7, "0")]
    [InlineData(1_999_999_900, 2_000_000_000, "4")]
    public void Counts_are_those_of_the_tables(int from, int to, string count)
        => Assert.Equal(count, ComputeFunctions.CountPrimes(new(from, to)));

    [Fact]
    public void Default_holds_all_primes_below_its_limit()
    {
        // π(2,000,000), OEIS A006880 and any table of primes.
        var counts = ComputePlanner.Plan(Requests.For()).Items.Select(item => int.Parse(ComputeFunctions.CountPrimes(PrimeRange.Parse(item))));
        Assert.Equal(148_933, counts.Sum());
    }

    private static long Divisions(int number)
    {
        if (number < 4 || number % 2 == 0) return 1;
        long count = 1;
        for (var divisor = 3; divisor * divisor <= number; divisor += 2)
        {
            count++;
            if (number % divisor == 0) break;
        }

        return count;
    }
}
