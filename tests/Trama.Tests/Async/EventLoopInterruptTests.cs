namespace Trama.Tests.Async;

public sealed class EventLoopInterruptTests
{
    private Action? _pressCtrlC;
    private bool _restored;

    private EventLoopOptions Options => new()
    {
        InterruptSource = interrupted =>
        {
            _pressCtrlC = interrupted;
            return new Registration(() => _restored = true);
        },
    };

    [Fact]
    public void Ctrl_C_cancels_the_main_functions_token_and_is_given_back()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => EventLoop.Run(
            async token =>
            {
                Assert.False(_restored);
                var waiting = Task.Delay(Timeout.Infinite, token);
                await Task.Run(_pressCtrlC!, CancellationToken.None);
                await waiting;
            },
            Options,
            TestContext.Current.CancellationToken));
        Assert.True(_restored);
    }

    [Fact]
    public void A_main_function_may_end_well_in_spite_of_Ctrl_C() => Assert.Equal(3, EventLoop.Run(
        token =>
        {
            _pressCtrlC!();
            Assert.True(token.IsCancellationRequested);
            return Task.FromResult(3);
        },
        Options,
        TestContext.Current.CancellationToken));

    [Fact]
    public void Ctrl_C_after_the_end_harms_nothing()
    {
        EventLoop.Run(_ => Task.CompletedTask, Options, TestContext.Current.CancellationToken);
        _pressCtrlC!();
    }

    [Fact]
    public void Without_a_token_or_with_the_option_off_Ctrl_C_is_left_alone()
    {
        EventLoop.Run(() => Task.CompletedTask, Options);
        EventLoop.Run(_ => Task.CompletedTask, Options with { HandleInterrupt = false }, TestContext.Current.CancellationToken);
        Assert.Null(_pressCtrlC);
    }

    [Fact]
    public void The_callers_token_reaches_the_main_function()
    {
        using var canceller = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => EventLoop.Run(
            async token =>
            {
                canceller.Cancel();
                await Task.Delay(Timeout.Infinite, token);
            },
            Options,
            canceller.Token));
    }

    private sealed class Registration(Action disposed) : IDisposable
    {
        public void Dispose() => disposed();
    }
}
