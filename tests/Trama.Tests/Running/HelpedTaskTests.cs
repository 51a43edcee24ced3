using System.Runtime.CompilerServices;
using Trama.Running;

namespace Trama.Tests.Running;

/// <summary>A task that asks those who block on it for help is a task like any other otherwise.</summary>
public sealed class HelpedTaskTests
{
    [Fact]
    public async Task Result_is_the_tasks()
    {
        var helped = new HelpedTask<string>(ACall());
        Assert.False(helped.Task.IsCompleted);
        helped.SetResult("done");
        Assert.Equal("done", await helped.Task);
    }

    [Fact]
    public async Task Error_is_the_tasks_also_when_it_is_a_cancellation_of_somebody_else()
    {
        foreach (Exception error in (Exception[])[new FormatException("no"), new OperationCanceledException()])
        {
            var helped = new HelpedTask<string>(ACall());
            helped.SetException(error);
            Assert.Equal(TaskStatus.Faulted, helped.Task.Status);
            Assert.Same(error, Assert.Single(helped.Task.Exception!.InnerExceptions));
            Assert.Same(error, await Record.ExceptionAsync(() => helped.Task));
        }
    }

    [Fact]
    public void Cancelled_call_has_a_cancelled_task()
    {
        var helped = new HelpedTask<int>(ACall());
        helped.SetCanceled();
        Assert.Equal(TaskStatus.Canceled, helped.Task.Status);
        var error = Assert.Throws<TaskCanceledException>(() => helped.Task.GetAwaiter().GetResult());
        Assert.True(error.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task Continuations_run_elsewhere_and_see_nothing_of_the_scheduler()
    {
        var helped = new HelpedTask<int>(ACall());
        Task<(int, TaskScheduler)> seen = ContinueAsync(helped.Task);
        Task<int> continued = helped.Task.ContinueWith(
            static _ => Environment.CurrentManagedThreadId, default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        int here = 0;
        var settling = new Thread(() =>
        {
            here = Environment.CurrentManagedThreadId;
            helped.SetResult(1);

            // As long as this thread is alive no other one has its number.
            Task.WaitAll(seen, continued);
        });
        settling.Start();
        (int thread, TaskScheduler scheduler) = await seen;
        Assert.NotEqual(here, thread);
        Assert.NotEqual(here, await continued);
        Assert.Same(TaskScheduler.Default, scheduler);
        settling.Join();
    }

    [Fact]
    public void Settling_it_touches_nothing_of_its_makers_context()
    {
        int changes = 0;
        var local = new AsyncLocal<string>(_ => Interlocked.Increment(ref changes));
        local.Value = "the caller's";
        var helped = new HelpedTask<int>(ACall());
        int before = changes;
        var settling = new Thread(() => helped.SetResult(1));
        settling.UnsafeStart();
        settling.Join();
        Assert.Equal(before, changes);
        Assert.False(ExecutionContext.IsFlowSuppressed());
    }

    [Fact]
    public async Task Task_that_is_kept_keeps_nothing_of_its_call()
    {
        (Task<int> task, WeakReference call) = MakeAndSettle();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(call.IsAlive);
        Assert.Equal(7, await task);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Task<int> Task, WeakReference Call) MakeAndSettle()
    {
        Call call = ACall();
        var helped = new HelpedTask<int>(call);
        helped.SetResult(7);
        return (helped.Task, new WeakReference(call));
    }

    private static async Task<(int, TaskScheduler)> ContinueAsync(Task<int> task)
    {
        await task.ConfigureAwait(false);
        return (Environment.CurrentManagedThreadId, TaskScheduler.Current);
    }

    private static FunctionCall<Shape.Of1<int, int>.Func, int, int> ACall() => new((Func<int, int>)(static n => n), 7, new CallOptions(), default);
}
