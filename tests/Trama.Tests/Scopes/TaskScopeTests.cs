namespace Trama.Tests.Scopes;

/// <summary>A scope whose parts must all succeed, with plain asynchronous functions as parts.</summary>
public sealed class TaskScopeTests
{
    [Fact]
    public async Task Scope_gives_the_bodys_result()
    {
        int sum = await TaskScope.RunAsync(async scope =>
        {
            Task<int> one = scope.RunAsync(_ => Task.FromResult(1));
            Task<int> two = scope.RunAsync(async token => { await Task.Yield(); return 2; });
            return await one + await two;
        });

        Assert.Equal(3, sum);
    }

    [Fact]
    public async Task Scope_ends_after_everything_that_was_started_in_it()
    {
        var gate = new TaskCompletionSource();
        var bodyEnded = false;

        Task whole = TaskScope.RunAsync(scope =>
        {
            _ = scope.RunAsync(_ => gate.Task);
            bodyEnded = true;
            return Task.CompletedTask;
        });

        Assert.True(bodyEnded);
        Assert.False(whole.IsCompleted);
        gate.SetResult();
        await whole;
    }

    [Fact]
    public async Task Part_may_start_further_parts_after_the_body_has_ended()
    {
        var gate = new TaskCompletionSource();
        var log = new List<string>();
        Task whole = TaskScope.RunAsync(scope =>
        {
            _ = scope.RunAsync(async token =>
            {
                await gate.Task;
                _ = scope.RunAsync(async inner => { await Task.Yield(); log.Add("grandchild"); });
            });
            return Task.CompletedTask;
        });

        gate.SetResult();
        await whole;

        Assert.Equal(["grandchild"], log);
    }

    [Fact]
    public async Task Failing_part_cancels_the_token_and_the_body_sees_it_at_its_next_await()
    {
        bool sawIt = false;
        var failure = new FormatException("no number");

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            _ = scope.RunAsync(_ => Task.FromException(failure));
            Assert.True(scope.CancellationToken.IsCancellationRequested);
            try
            {
                await Task.Delay(Timeout.Infinite, scope.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                sawIt = true;
                throw;
            }
        }));

        Assert.True(sawIt);
        Assert.Equal([failure], error.InnerExceptions);
    }

    [Fact]
    public async Task Failing_part_cancels_its_siblings_and_all_failures_are_reported_once()
    {
        FormatException first = new("first");
        InvalidOperationException inCleanup = new("in clean-up");

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            var started = new TaskCompletionSource();
            _ = scope.RunAsync(async token =>
            {
                try
                {
                    started.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }
                catch (OperationCanceledException)
                {
                    throw inCleanup;
                }
            });
            await scope.RunAsync(async _ => { await started.Task; throw first; });
        }));

        Assert.Equal([first, inCleanup], error.InnerExceptions);
    }

    [Fact]
    public async Task Failure_of_the_body_is_reported_like_any_other()
    {
        FormatException failure = new();
        var cut = new TaskCompletionSource();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            scope.CancellationToken.Register(cut.SetResult);
            await Task.Yield();
            throw failure;
        }));

        Assert.Equal([failure], error.InnerExceptions);
        await cut.Task;
    }

    [Fact]
    public async Task Body_that_throws_before_its_first_await_fails_the_scope_not_the_call()
    {
        Task whole = TaskScope.RunAsync(scope => throw new FormatException());

        var error = await Assert.ThrowsAsync<AggregateException>(() => whole);

        Assert.IsType<FormatException>(Assert.Single(error.InnerExceptions));
    }

    [Fact]
    public async Task Every_exception_of_a_part_is_reported()
    {
        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(scope =>
            scope.RunAsync(_ => Task.WhenAll(Task.FromException(new FormatException()), Task.FromException(new TimeoutException())))));

        Assert.Equal([typeof(FormatException), typeof(TimeoutException)], error.InnerExceptions.Select(e => e.GetType()));
    }

    [Fact]
    public async Task Failure_in_a_callback_on_the_token_is_reported_too()
    {
        FormatException first = new();
        InvalidDataException inCallback = new();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(scope =>
        {
            scope.CancellationToken.Register(() => throw inCallback);
            return scope.RunAsync(_ => Task.FromException(first));
        }));

        Assert.Equal([first, inCallback], error.InnerExceptions);
    }

    [Fact]
    public async Task Start_after_a_failure_is_refused_and_the_refusal_is_not_reported()
    {
        InvalidOperationException? refusal = null;
        FormatException failure = new();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            try
            {
                await scope.RunAsync(_ => Task.FromException(failure));
            }
            catch (FormatException)
            {
                refusal = Assert.ThrowsAny<InvalidOperationException>(() => { _ = scope.RunAsync(_ => Task.CompletedTask); });
                throw refusal;
            }
        }));

        Assert.Equal([failure], error.InnerExceptions);
        Assert.Contains("TRM0306", refusal!.Message, StringComparison.Ordinal);
        Assert.Same(failure, refusal.InnerException);
    }

    [Fact]
    public async Task Start_after_the_end_is_refused()
    {
        TaskScope? leaked = null;
        await TaskScope.RunAsync(scope => { leaked = scope; return Task.CompletedTask; });

        var refusal = Assert.Throws<InvalidOperationException>(() => { _ = leaked!.RunAsync(_ => Task.CompletedTask); });

        Assert.Contains("TRM0303", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outer_cancellation_is_plain_cancellation()
    {
        using var outer = new CancellationTokenSource();
        Task whole = TaskScope.RunAsync(
            scope =>
            {
                _ = scope.RunAsync(token => Task.Delay(Timeout.Infinite, token));
                return Task.Delay(Timeout.Infinite, scope.CancellationToken);
            },
            outer.Token);

        await outer.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => whole);
        Assert.True(whole.IsCanceled);
        Assert.Equal(outer.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Outer_cancellation_with_a_failure_in_cleanup_is_that_failure()
    {
        using var outer = new CancellationTokenSource();
        FormatException failure = new();
        Task whole = TaskScope.RunAsync(
            async scope =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, scope.CancellationToken);
                }
                catch (OperationCanceledException)
                {
                    throw failure;
                }
            },
            outer.Token);

        await outer.CancelAsync();

        var error = await Assert.ThrowsAsync<AggregateException>(() => whole);
        Assert.Equal([failure], error.InnerExceptions);
    }

    [Fact]
    public async Task Result_that_the_body_has_made_is_given_although_the_outer_token_was_cancelled()
    {
        using var outer = new CancellationTokenSource();

        int result = await TaskScope.RunAsync(async scope => { await outer.CancelAsync(); return 7; }, outer.Token);

        Assert.Equal(7, result);
    }

    [Fact]
    public async Task Outer_token_that_is_cancelled_already_keeps_the_body_from_starting()
    {
        bool started = false;

        Task whole = TaskScope.RunAsync(_ => { started = true; return Task.CompletedTask; }, new CancellationToken(true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => whole);
        Assert.False(started);
    }

    [Fact]
    public async Task Foreign_cancellation_of_a_part_is_a_failure()
    {
        var gaveUp = new TaskCanceledException("the client's own timeout");

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            await scope.RunAsync(async _ => { await Task.Yield(); throw gaveUp; });
        }));

        Assert.IsAssignableFrom<OperationCanceledException>(Assert.Single(error.InnerExceptions));
    }

    [Fact]
    public async Task Failure_in_an_inner_scope_cancels_both_scopes()
    {
        var cut = new List<string>();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async outer =>
        {
            _ = outer.RunAsync(token => NoteCancellationAsync("outer part", token));
            await TaskScope.RunAsync(
                async inner =>
                {
                    _ = inner.RunAsync(token => NoteCancellationAsync("inner part", token));
                    await Task.Yield();
                    throw new FormatException();
                },
                outer.CancellationToken);
        }));

        Assert.Equal(["inner part", "outer part"], cut);
        Assert.IsType<FormatException>(Assert.Single(error.Flatten().InnerExceptions));

        async Task NoteCancellationAsync(string who, CancellationToken token)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                cut.Add(who);
            }
        }
    }

    [Fact]
    public async Task Failure_in_the_outer_scope_cancels_the_inner_one_plainly()
    {
        Exception? seenInside = null;
        FormatException failure = new();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async outer =>
        {
            var inside = new TaskCompletionSource();
            _ = outer.RunAsync(async _ => { await inside.Task; throw failure; });
            seenInside = await Record.ExceptionAsync(() => TaskScope.RunAsync(
                inner =>
                {
                    inside.SetResult();
                    return Task.Delay(Timeout.Infinite, inner.CancellationToken);
                },
                outer.CancellationToken));
        }));

        Assert.IsAssignableFrom<OperationCanceledException>(seenInside);
        Assert.Equal([failure], error.InnerExceptions);
    }

    [Fact]
    public async Task Failure_that_nobody_awaits_is_not_reported_a_second_time_as_unobserved()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) =>
        {
            if (e.Exception.InnerException is FormatException { Message: "nobody awaits this part" })
                unobserved.Add(e.Exception);
        };
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(scope =>
            {
                _ = scope.RunAsync(async _ => { await Task.Yield(); throw new FormatException("nobody awaits this part"); });
                return Task.CompletedTask;
            }));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        Assert.Empty(unobserved);
    }

    [Fact]
    public void Misuse_is_thrown_by_the_call()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = TaskScope.RunAsync((Func<TaskScope, Task>)null!); });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            _ = TaskScope.RunAsync(_ => Task.CompletedTask, new TaskScopeOptions { Timeout = TimeSpan.FromTicks(-1) });
        });
    }

    [Fact]
    public async Task Thousand_parts_that_fail_at_once_are_all_reported_and_end_the_scope()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Task whole = TaskScope.RunAsync(scope =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                int part = i;
                _ = scope.RunAsync(token => Task.Run(
                    async () => { await go.Task; throw new FormatException($"{part}"); }, CancellationToken.None));
            }

            return Task.CompletedTask;
        });
        go.SetResult();

        var error = await Assert.ThrowsAsync<AggregateException>(() => whole);
        Assert.Equal(Enumerable.Range(0, 1_000), error.InnerExceptions.Select(e => int.Parse(e.Message, null)).Order());
    }
}
