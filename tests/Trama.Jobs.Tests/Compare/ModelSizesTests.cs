using Trama.Jobs.Compare;

namespace Trama.Jobs.Tests.Compare;

public sealed class ModelSizesTests
{
    [Theory]
    [InlineData("inline", true, 1, 1)]
    [InlineData("async", true, 1, 100)]
    [InlineData("threads", true, 16, 1024)]
    [InlineData("gil", true, 16, 1024)]
    [InlineData("processes", true, 4, 256)]
    [InlineData("threads", false, 2, 128)]
    [InlineData("gil", false, 2, 128)]
    [InlineData("processes", false, 2, 128)]
    public void Work_that_waits_gets_more_workers_than_cores(string model, bool waits, int workers, int inFlight)
        => Assert.Equal(new(workers, inFlight), ModelSizes.Of(model, waits, 1000, asked: null, cores: 2));

    [Theory]
    [InlineData("threads", 5)]
    [InlineData("processes", 5)]
    [InlineData("inline", 1)]
    [InlineData("async", 1)]
    public void What_the_user_asks_for_holds_where_there_are_workers(string model, int workers)
        => Assert.Equal(workers, ModelSizes.Of(model, waits: true, 1000, asked: 5, cores: 2).Workers);

    [Fact]
    public void A_loop_holds_no_more_than_there_is() => Assert.Equal(3, ModelSizes.Of("async", waits: true, 3, null, 2).InFlight);
}
