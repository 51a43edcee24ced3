namespace Trama.Tests.Async;

public sealed class EventLoopOptionsTests
{
    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        var options = new EventLoopOptions();
        Assert.Same(TimeProvider.System, options.TimeProvider);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.BlockedAfter);
        Assert.Equal(TimeSpan.FromSeconds(5), options.LeftoverTimeout);
        Assert.False(options.CaptureStarts);
        Assert.True(options.HandleInterrupt);
        Assert.False(options.IOOnLoop);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        Assert.Throws<ArgumentNullException>(() => new EventLoopOptions { TimeProvider = null! });
        AssertRefused(nameof(EventLoopOptions.BlockedAfter), () => new() { BlockedAfter = TimeSpan.Zero });
        AssertRefused(nameof(EventLoopOptions.LeftoverTimeout), () => new() { LeftoverTimeout = TimeSpan.FromSeconds(-2) });
        AssertRefused(nameof(EventLoopOptions.LeftoverTimeout), () => new() { LeftoverTimeout = TimeSpan.FromDays(50) });
    }

    private static void AssertRefused(string option, Func<EventLoopOptions> make)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.Equal(option, refused.ParamName);
        Assert.Contains("TRM0206", refused.Message, StringComparison.Ordinal);
    }
}
