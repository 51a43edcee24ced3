using Trama.Async;

namespace Trama.Tests.Async;

public sealed class CallbackPumpTests
{
    [Fact]
    public void An_async_function_runs_to_its_end_on_the_calling_thread()
    {
        var pump = new CallbackPump();
        for (var call = 0; call < 3; call++)
            Assert.Equal(5, Call(pump, WorkAsync));

        static async Task<int> WorkAsync()
        {
            var thread = Environment.CurrentManagedThreadId;
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(1);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
            }

            return 5;
        }
    }

    [Fact]
    public void The_threads_own_context_is_back_after_the_call()
    {
        var outer = SynchronizationContext.Current;
        Call(new CallbackPump(), async () =>
        {
            await Task.Yield();
            Assert.NotSame(outer, SynchronizationContext.Current);
            return 0;
        });
        Assert.Same(outer, SynchronizationContext.Current);
    }

    [Fact]
    public void A_task_that_ends_on_another_thread_ends_the_pumping() =>
        Assert.Equal(1, Call(new CallbackPump(), () => Task.Run(async () =>
        {
            await Task.Delay(5);
            return 1;
        })));

    [Fact]
    public void The_hook_is_called_around_waits_and_never_around_callbacks()
    {
        var hook = new Hook();
        Call(new CallbackPump(hook), async () =>
        {
            Assert.False(hook.Waiting);
            await Task.Yield(); // does not wait
            Assert.Equal(0, hook.Waits);
            await Task.Delay(20);
            Assert.False(hook.Waiting);
            return 0;
        });
        Assert.InRange(hook.Waits, 1, 3);
        Assert.False(hook.Waiting);
    }

    [Fact]
    public void A_function_that_completes_at_once_costs_no_allocation()
    {
        var pump = new CallbackPump();
        var done = Task.FromResult(1);
        Call(pump, () => done);
        Func<Task<int>> function = () => done;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Call(pump, function);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task What_a_call_leaves_behind_goes_on_elsewhere()
    {
        var pump = new CallbackPump();
        var gate = new TaskCompletionSource();
        var left = Call(pump, () => Task.FromResult(LeftBehindAsync()));
        Assert.False(left.IsCompleted);
        gate.SetResult();
        await left;

        async Task LeftBehindAsync()
        {
            await Task.Yield();
            await gate.Task;
        }
    }

    [Fact]
    public void An_exception_that_no_task_carries_goes_to_the_handler_and_harms_no_call()
    {
        var caught = new List<Exception>();
        var pump = new CallbackPump(onUnhandled: caught.Add);
        Call(pump, async () =>
        {
            SynchronizationContext.Current!.Post(_ => throw new InvalidDataException(), null);
            await Task.Yield();
            return 0;
        });
        Assert.IsType<InvalidDataException>(Assert.Single(caught));
    }

    [Fact]
    public void A_plain_callbacks_async_local_does_not_stay_on_the_thread()
    {
        var local = new AsyncLocal<int>();
        Call(new CallbackPump(), async () =>
        {
            SynchronizationContext.Current!.Post(_ => local.Value = 1, null);
            await Task.Yield();
            return 0;
        });
        Assert.Equal(0, local.Value);
    }

    private static T Call<T>(CallbackPump pump, Func<Task<T>> function)
    {
        using (pump.EnterScope())
        {
            var task = function();
            pump.RunUntilComplete(task);
            return task.GetAwaiter().GetResult();
        }
    }

    private sealed class Hook : IBlockingWait
    {
        public bool Waiting { get; private set; }

        public int Waits { get; private set; }

        public void BeforeWait() => (Waiting, Waits) = (true, Waits + 1);

        public void AfterWait() => Waiting = false;
    }
}
