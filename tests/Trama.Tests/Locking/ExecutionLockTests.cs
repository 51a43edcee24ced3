namespace Trama.Tests.Locking;

public class ExecutionLockTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_free_lock_is_held_inside_its_scope_only()
    {
        var gil = new ExecutionLock();
        Assert.False(gil.IsHeldByCurrentThread);
        using (gil.EnterScope(Stop))
        {
            Assert.True(gil.IsHeldByCurrentThread);
            Assert.True(gil.Snapshot().IsHeld);
        }

        Assert.False(gil.IsHeldByCurrentThread);
        Assert.False(gil.Snapshot().IsHeld);
    }

    [Fact]
    public void Another_thread_does_not_hold_what_this_one_holds()
    {
        var gil = new ExecutionLock();
        using (gil.EnterScope(Stop))
        {
            bool held = true;
            new Actor(() => held = gil.IsHeldByCurrentThread).Join();
            Assert.False(held);
        }
    }

    [Fact]
    public void Nested_scopes_let_go_when_the_outermost_ends()
    {
        var gil = new ExecutionLock();
        using (gil.EnterScope(Stop))
        {
            using (gil.EnterScope(Stop)) Assert.True(gil.IsHeldByCurrentThread);
            Assert.True(gil.IsHeldByCurrentThread);
        }

        Assert.False(gil.IsHeldByCurrentThread);
        Assert.Equal(1, gil.Snapshot().Holds);
    }

    [Fact]
    public void A_suspension_lets_go_of_every_level_and_restores_them()
    {
        var gil = new ExecutionLock();
        using (gil.EnterScope(Stop))
        using (gil.EnterScope(Stop))
        {
            using (gil.SuspendScope())
            {
                Assert.False(gil.IsHeldByCurrentThread);
                Assert.Equal(1, gil.Snapshot().Suspended);
                new Actor(() => gil.EnterScope(Stop).Dispose()).Join();
            }

            Assert.True(gil.IsHeldByCurrentThread);
        }

        Assert.False(gil.IsHeldByCurrentThread);
        Assert.Equal(0, gil.Snapshot().Suspended);
    }

    [Fact]
    public void A_thread_may_enter_anew_while_it_is_suspended()
    {
        var gil = new ExecutionLock();
        using (gil.EnterScope(Stop))
        {
            using (gil.SuspendScope())
            using (gil.EnterScope(Stop))
                Assert.True(gil.IsHeldByCurrentThread);

            Assert.True(gil.IsHeldByCurrentThread);
        }

        Assert.False(gil.IsHeldByCurrentThread);
    }

    [Fact]
    public void An_exception_ends_the_hold_and_leaves_the_lock_usable()
    {
        var gil = new ExecutionLock();
        Action fails = () =>
        {
            using (gil.EnterScope(Stop))
            using (gil.SuspendScope())
                throw new FormatException();
        };
        Assert.Throws<FormatException>(fails);
        Assert.False(gil.IsHeldByCurrentThread);
        new Actor(() => gil.EnterScope(Stop).Dispose()).Join();
    }

    [Fact]
    public void Threads_exclude_each_other_and_see_each_others_writes()
    {
        const int Threads = 4;
        const int Rounds = 2_000;
        var gil = new ExecutionLock(new() { SwitchInterval = TimeSpan.FromMilliseconds(1) });
        int counted = 0;
        int inside = 0;
        int overlaps = 0;
        var actors = Enumerable.Range(0, Threads).Select(seed => new Actor(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                using (gil.EnterScope(Stop))
                {
                    if (++inside != 1) overlaps++;
                    counted++;
                    inside--;
                    gil.Checkpoint();
                    if ((i + seed) % 16 == 0)
                    {
                        using (gil.SuspendScope()) Thread.Yield();
                    }

                    counted++;
                }
            }
        })).ToArray();
        foreach (var actor in actors) actor.Join();

        Assert.Equal(0, overlaps);
        Assert.Equal(Threads * Rounds * 2, counted);
        var end = gil.Snapshot();
        Assert.False(end.IsHeld);
        Assert.Equal((0, 0), (end.Waiting, end.Suspended));
    }

    [Fact]
    public void Threads_that_only_pass_checkpoints_all_finish()
    {
        // No thread leaves its scope before all have passed their checkpoints: only requests let the others in.
        const int Threads = 3;
        var gil = new ExecutionLock(new() { SwitchInterval = TimeSpan.FromMilliseconds(1) });
        int arrived = 0;
        var actors = Enumerable.Range(0, Threads).Select(_ => new Actor(() =>
        {
            using (gil.EnterScope(Stop))
            {
                arrived++;
                while (arrived < Threads) gil.Checkpoint();
            }
        })).ToArray();
        foreach (var actor in actors) actor.Join();
        Assert.True(gil.Snapshot().Switches >= Threads - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(3_600_001)]
    public void A_switch_interval_out_of_range_is_refused(int milliseconds)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new ExecutionLock(new() { SwitchInterval = TimeSpan.FromMilliseconds(milliseconds) }));
        Assert.Contains("TRM0401", error.Message, StringComparison.Ordinal);
    }
}
