using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>Looking for data is kept up while it pays. A wait that does not look at all is seen by data that it does not find.</summary>
public sealed class AdaptiveSpinTests : IDisposable
{
    private readonly RingArea _area = new();
    private readonly AdaptiveSpin _spin = new();

    public void Dispose() => _area.Dispose();

    [Fact]
    public void Wait_after_a_spin_in_vain_does_not_spin_and_the_one_after_it_does()
    {
        Assert.False(_spin.TrySpin(_area.Reader));
        _area.TryWrite(8);
        Assert.False(_spin.TrySpin(_area.Reader));
        Assert.True(_spin.TrySpin(_area.Reader));
    }

    [Fact]
    public void Spin_that_found_something_is_followed_by_another()
    {
        SpinInVain(20);
        _area.TryWrite(8);
        WaitsUntilOneSpins();
        for (int i = 0; i < 100; i++)
            Assert.True(_spin.TrySpin(_area.Reader));
    }

    [Fact]
    public void Waits_between_spins_in_vain_grow_and_stay_bounded()
    {
        SpinInVain(3);
        _area.TryWrite(8);
        int few = WaitsUntilOneSpins();
        Assert.NotNull(_area.TryRead());

        SpinInVain(500);
        _area.TryWrite(8);
        int many = WaitsUntilOneSpins();

        Assert.InRange(few, 1, 4);
        Assert.InRange(many, few, 65);
    }

    [Fact]
    public void Limit_of_zero_never_spins()
    {
        _spin.Limit = TimeSpan.Zero;
        _area.TryWrite(8);
        for (int i = 0; i < 200; i++)
            Assert.False(_spin.TrySpin(_area.Reader));
    }

    [Fact]
    public void Reader_that_is_ended_ends_a_spin()
    {
        _spin.Limit = TimeSpan.FromHours(1);
        _area.Reader.End();
        Assert.False(_spin.TrySpin(_area.Reader));
    }

    private void SpinInVain(int waits)
    {
        for (int i = 0; i < waits; i++)
            Assert.False(_spin.TrySpin(_area.Reader));
    }

    private int WaitsUntilOneSpins()
    {
        int waits = 1;
        while (!_spin.TrySpin(_area.Reader))
            waits++;
        return waits;
    }
}
