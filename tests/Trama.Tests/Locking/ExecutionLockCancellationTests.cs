namespace Trama.Tests.Locking;

public class ExecutionLockCancellationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private readonly ExecutionLock _gil = new();

    [Fact]
    public void A_cancelled_wait_ends_with_its_token_and_leaves_the_queue()
    {
        using var source = new CancellationTokenSource();
        OperationCanceledException? cancelled = null;
        using (_gil.EnterScope(Stop))
        {
            var waiter = new Actor(() => cancelled = Assert.Throws<OperationCanceledException>(() => _gil.EnterScope(source.Token)));
            Actor.Until(() => _gil.Snapshot().Waiting == 1);
            source.Cancel();
            waiter.Join();
            Assert.Equal(source.Token, cancelled!.CancellationToken);
            Assert.Equal(0, _gil.Snapshot().Waiting);

            // A request that the cancelled waiter may have raised went with it.
            _gil.Checkpoint();
        }

        Assert.Equal(1, _gil.Snapshot().Holds);
    }

    [Fact]
    public void A_cancelled_waiter_keeps_nobody_behind_it_from_the_lock()
    {
        using var source = new CancellationTokenSource();
        Actor first, second;
        using (_gil.EnterScope(Stop))
        {
            first = new Actor(() => Assert.Throws<OperationCanceledException>(() => _gil.EnterScope(source.Token)));
            Actor.Until(() => _gil.Snapshot().Waiting == 1);
            second = new Actor(() => _gil.EnterScope(Stop).Dispose());
            Actor.Until(() => _gil.Snapshot().Waiting == 2);
            source.Cancel();
            first.Join();
        }

        second.Join();
        Assert.False(_gil.Snapshot().IsHeld);
    }

    [Fact]
    public void A_token_cancelled_before_is_refused_even_when_the_lock_is_free()
    {
        Assert.Throws<OperationCanceledException>(() => _gil.EnterScope(new CancellationToken(true)));
        Assert.Equal(0, _gil.Snapshot().Holds);
    }

    [Fact]
    public void Cancellation_racing_the_hand_over_loses_no_hold()
    {
        // Whoever wins, the waiter either holds the lock or was refused, and the lock is free in the end.
        for (int i = 0; i < 500; i++)
        {
            using var source = new CancellationTokenSource();
            Actor waiter;
            Actor canceller;
            using (var start = new Barrier(2))
            {
                var scope = _gil.EnterScope(Stop);
                waiter = new Actor(() => Enter(source.Token));
                Actor.Until(() => _gil.Snapshot().Waiting == 1);
                canceller = new Actor(() =>
                {
                    start.SignalAndWait(Stop);
                    source.Cancel();
                });
                start.SignalAndWait(Stop);
                scope.Dispose();
                canceller.Join();
                waiter.Join();
            }

            Assert.Equal((false, 0), (_gil.Snapshot().IsHeld, _gil.Snapshot().Waiting));
        }
    }

    [Fact]
    public void An_interrupted_wait_leaves_the_queue()
    {
        using (_gil.EnterScope(Stop))
        {
            var waiter = new Actor(() => Assert.Throws<ThreadInterruptedException>(() => _gil.EnterScope(Stop)));
            Actor.Until(() => _gil.Snapshot().Waiting == 1);
            waiter.Thread.Interrupt();
            waiter.Join();
            Assert.Equal(0, _gil.Snapshot().Waiting);
        }
    }

    [Fact]
    public void An_interrupt_while_a_suspension_ends_is_delivered_after_the_lock_is_back()
    {
        bool held = false;
        Actor suspended;
        using (var other = new ManualResetEventSlim())
        {
            suspended = new Actor(() =>
            {
                using (_gil.EnterScope(Stop))
                {
                    using (_gil.SuspendScope()) other.Wait(Stop);
                    held = _gil.IsHeldByCurrentThread;
                    Assert.Throws<ThreadInterruptedException>(() => Thread.Sleep(Timeout.Infinite));
                }
            });
            Actor.Until(() => _gil.Snapshot().Suspended == 1);
            using (_gil.EnterScope(Stop))
            {
                other.Set();
                Actor.Until(() => _gil.Snapshot().Waiting == 1);
                suspended.Thread.Interrupt();
            }

            suspended.Join();
        }

        Assert.True(held);
        Assert.False(_gil.Snapshot().IsHeld);
    }

    private void Enter(CancellationToken token)
    {
        try
        {
            using (_gil.EnterScope(token)) Assert.True(_gil.IsHeldByCurrentThread);
        }
        catch (OperationCanceledException)
        {
            Assert.False(_gil.IsHeldByCurrentThread);
        }
    }
}
