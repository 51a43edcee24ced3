using Trama.Jobs.Compare.Judging;

namespace Trama.Jobs.Tests.Compare.Judging;

public sealed class PairedRatiosTests
{
    [Fact]
    public void A_slow_round_of_the_machine_cancels_out()
    {
        var spread = PairedRatios.Of([2, 20, 2, 2, 2, 2, 200], [1, 10, 1, 1, 1, 1, 100]);
        Assert.Equal((2, 2, 2), (spread.Median, spread.Low!.Value, spread.High!.Value));
    }

    [Fact]
    public void Runs_too_short_for_the_clock_are_equal() => Assert.Equal(1, PairedRatios.Of([0], [0]).Median);

    [Fact]
    public void Different_numbers_of_rounds_are_refused() => Assert.Throws<ArgumentException>(() => PairedRatios.Of([1, 2], [1]));
}
