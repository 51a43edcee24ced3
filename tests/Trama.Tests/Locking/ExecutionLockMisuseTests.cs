namespace Trama.Tests.Locking;

public class ExecutionLockMisuseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private readonly ExecutionLock _gil = new();

    [Fact]
    public void A_checkpoint_without_the_lock_is_refused()
    {
        var error = Assert.Throws<SynchronizationLockException>(_gil.Checkpoint);
        Assert.Contains("TRM0402", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suspension_without_the_lock_is_refused() =>
        Assert.Throws<SynchronizationLockException>(() => _gil.SuspendScope().Dispose());

    [Fact]
    public void A_checkpoint_while_suspended_is_refused()
    {
        using (_gil.EnterScope(Stop))
        using (_gil.SuspendScope())
            Assert.Throws<SynchronizationLockException>(_gil.Checkpoint);
    }

    [Fact]
    public void A_checkpoint_of_a_lock_that_another_thread_holds_is_refused()
    {
        using (_gil.EnterScope(Stop))
            Assert.Throws<SynchronizationLockException>(() => new Actor(_gil.Checkpoint).Join());
    }

    [Fact]
    public void Disposing_the_same_scope_twice_does_nothing()
    {
        var outer = _gil.EnterScope(Stop);
        var inner = _gil.EnterScope(Stop);
        inner.Dispose();
        inner.Dispose();
        Assert.True(_gil.IsHeldByCurrentThread);
        outer.Dispose();
        outer.Dispose();
        Assert.False(_gil.IsHeldByCurrentThread);
    }

    [Fact]
    public void Disposing_a_copy_of_an_ended_scope_is_refused()
    {
        var scope = _gil.EnterScope(Stop);
        var copy = scope;
        scope.Dispose();
        Assert.Contains("TRM0402", Message(copy), StringComparison.Ordinal);
        using (_gil.EnterScope(Stop))
        {
            Assert.Contains("TRM0403", Message(copy), StringComparison.Ordinal);
            Assert.True(_gil.IsHeldByCurrentThread);
        }
    }

    [Fact]
    public void Disposing_scopes_out_of_order_is_refused_and_changes_nothing()
    {
        var outer = _gil.EnterScope(Stop);
        var inner = _gil.EnterScope(Stop);
        Assert.Contains("TRM0403", Message(outer), StringComparison.Ordinal);
        Assert.True(_gil.IsHeldByCurrentThread);
        inner.Dispose();
        outer.Dispose();
        Assert.False(_gil.IsHeldByCurrentThread);
    }

    [Fact]
    public void Leaving_the_outer_scope_while_suspended_is_refused()
    {
        var outer = _gil.EnterScope(Stop);
        var pause = _gil.SuspendScope();
        Assert.Contains("TRM0402", Message(outer), StringComparison.Ordinal);
        pause.Dispose();
        outer.Dispose();
        Assert.False(_gil.IsHeldByCurrentThread);
    }

    [Fact]
    public void Ending_a_suspension_with_an_inner_scope_open_is_refused()
    {
        using (_gil.EnterScope(Stop))
        {
            var pause = _gil.SuspendScope();
            var inner = _gil.EnterScope(Stop);
            Assert.Contains("TRM0404", Message(pause), StringComparison.Ordinal);
            inner.Dispose();
            pause.Dispose();
        }

        Assert.False(_gil.IsHeldByCurrentThread);
    }

    [Fact]
    public void Ending_a_suspension_twice_through_a_copy_is_refused()
    {
        var outer = _gil.EnterScope(Stop);
        var pause = _gil.SuspendScope();
        var copy = pause;
        pause.Dispose();
        Assert.Contains("TRM0404", Message(copy), StringComparison.Ordinal);
        outer.Dispose();
        Assert.Contains("TRM0404", Message(copy), StringComparison.Ordinal);
        Assert.False(_gil.IsHeldByCurrentThread);
    }

    [Fact]
    public void A_holder_whose_thread_ended_is_told_to_those_who_wait_and_who_come()
    {
        var gil = new ExecutionLock(new() { SwitchInterval = TimeSpan.FromMilliseconds(1) });
        new Actor(() => gil.EnterScope(Stop)).Join();
        var waiting = Assert.Throws<InvalidOperationException>(() => gil.EnterScope(Stop));
        Assert.Contains("TRM0405", waiting.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => gil.EnterScope(Stop));
        Assert.Equal(0, gil.Snapshot().Waiting);
    }

    [Fact]
    public void A_suspension_that_finds_the_lock_orphaned_throws_that_error_through_the_scopes_around_it()
    {
        var gil = new ExecutionLock(new() { SwitchInterval = TimeSpan.FromMilliseconds(1) });
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            using (gil.EnterScope(Stop))
            using (gil.SuspendScope())
                new Actor(() => gil.EnterScope(Stop)).Join();
        });
        Assert.Contains("TRM0405", error.Message, StringComparison.Ordinal);
    }

    private static string Message(ExecutionLock.Scope scope)
    {
        try
        {
            scope.Dispose();
        }
        catch (SynchronizationLockException e)
        {
            return e.Message;
        }

        return "no error";
    }

    private static string Message(ExecutionLock.Suspension pause)
    {
        try
        {
            pause.Dispose();
        }
        catch (SynchronizationLockException e)
        {
            return e.Message;
        }

        return "no error";
    }
}
