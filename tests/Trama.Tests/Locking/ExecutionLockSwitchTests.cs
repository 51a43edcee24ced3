namespace Trama.Tests.Locking;

/// <summary>When the lock changes hands, and to whom; time moves only when the test says so.</summary>
public class ExecutionLockSwitchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private readonly ManualTime _time = new();
    private readonly List<string> _order = [];
    private readonly ExecutionLock _gil;

    public ExecutionLockSwitchTests() => _gil = new(new() { SwitchInterval = Interval, TimeProvider = _time });

    [Fact]
    public void Waiters_get_the_lock_in_order_of_arrival()
    {
        var actors = new List<Actor>();
        using (_gil.EnterScope(Stop))
        {
            for (int i = 0; i < 5; i++) actors.Add(Queue($"w{i}"));
        }

        actors.ForEach(a => a.Join());
        Assert.Equal(["w0", "w1", "w2", "w3", "w4"], _order);
    }

    [Fact]
    public void A_checkpoint_keeps_the_lock_until_a_waiter_has_waited_one_interval()
    {
        Actor waiter;
        using (_gil.EnterScope(Stop))
        {
            waiter = Queue("waiter");
            _time.Advance(Interval - TimeSpan.FromTicks(1));
            _gil.Checkpoint();
            _order.Add("holder, too early");

            _time.Advance(TimeSpan.FromTicks(1));
            _gil.Checkpoint();
            _order.Add("holder, back");
        }

        waiter.Join();
        Assert.Equal(["holder, too early", "waiter", "holder, back"], _order);
    }

    [Fact]
    public void A_holder_that_gives_way_comes_back_after_everyone_who_waited_before()
    {
        var actors = new List<Actor>();
        using (_gil.EnterScope(Stop))
        {
            for (int i = 0; i < 3; i++) actors.Add(Queue($"w{i}"));
            _time.Advance(Interval);
            _gil.Checkpoint();
            _order.Add("holder");
        }

        actors.ForEach(a => a.Join());
        Assert.Equal(["w0", "w1", "w2", "holder"], _order);
    }

    [Fact]
    public void A_request_is_withdrawn_when_the_lock_changes_hands_by_itself()
    {
        Actor first, second;
        using (_gil.EnterScope(Stop))
        {
            first = new Actor(() =>
            {
                using (_gil.EnterScope(Stop))
                {
                    // The holder's request was for the holder. This hold has an interval of its own.
                    _gil.Checkpoint();
                    _order.Add("first");
                }
            });
            Actor.Until(() => _gil.Snapshot().Waiting == 1);
            second = Queue("second");
            _time.Advance(Interval);
        }

        first.Join();
        second.Join();
        Assert.Equal(["first", "second"], _order);
    }

    [Fact]
    public void A_waiter_that_saw_a_switch_waits_another_interval()
    {
        using var go = new ManualResetEventSlim();
        Actor first, second;
        using (_gil.EnterScope(Stop))
        {
            first = new Actor(() =>
            {
                using (_gil.EnterScope(Stop))
                {
                    go.Set();
                    Actor.Until(() => _order.Count == 1);
                    _gil.Checkpoint();
                    _order.Add("first kept it");
                    _time.Advance(Interval);
                    _gil.Checkpoint();
                    _order.Add("first back");
                }
            });
            Actor.Until(() => _gil.Snapshot().Waiting == 1);
            second = Queue("second");
        }

        go.Wait(Stop);

        // For the second waiter an interval ends, but the lock moved meanwhile: no request.
        _time.Advance(Interval);
        _order.Add("switched once");
        first.Join();
        second.Join();
        Assert.Equal(["switched once", "first kept it", "second", "first back"], _order);
    }

    [Fact]
    public void A_suspension_hands_over_without_any_interval()
    {
        Actor waiter;
        using (_gil.EnterScope(Stop))
        {
            waiter = Queue("waiter");
            using (_gil.SuspendScope())
            {
                waiter.Join();
                _order.Add("suspended");
            }
        }

        Assert.Equal(["waiter", "suspended"], _order);
    }

    [Fact]
    public void Statistics_count_holds_waits_switches_and_the_longest_wait()
    {
        Actor waiter;
        using (_gil.EnterScope(Stop))
        {
            waiter = Queue("waiter");
            _time.Advance(TimeSpan.FromMilliseconds(40));
        }

        waiter.Join();
        _gil.EnterScope(Stop).Dispose();
        _gil.EnterScope(Stop).Dispose();
        Assert.Equal(new ExecutionLockSnapshot(4, 1, 2, TimeSpan.FromMilliseconds(40), 0, 0, false), _gil.Snapshot());
    }

    [Fact]
    public void No_timer_is_left_when_the_wait_is_over()
    {
        Actor waiter;
        using (_gil.EnterScope(Stop))
        {
            waiter = Queue("waiter");
            Actor.Until(() => _time.Timers == 1);
        }

        waiter.Join();
        Assert.Equal(0, _time.Timers);
    }

    /// <summary>Starts a thread that waits for the lock, and returns when it is in the queue and its interval runs.</summary>
    private Actor Queue(string name)
    {
        int before = _gil.Snapshot().Waiting;
        int timers = _time.Timers;
        var actor = new Actor(() =>
        {
            using (_gil.EnterScope(Stop)) _order.Add(name);
        });
        Actor.Until(() => _gil.Snapshot().Waiting == before + 1 && _time.Timers == timers + 1);
        return actor;
    }
}
