using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Trama;

/// <summary>
/// A group of calls and functions that start and end together. The first failure cancels the rest; nothing started in a scope outlives it;
/// the scope reports every failure in one <see cref="AggregateException"/>, also when there is only one.
/// </summary>
/// <remarks>
/// <para>This file is what a body does with its scope. <c>TaskScope.Run.cs</c> opens scopes whose parts must all succeed,
/// <c>TaskScope.Policies.cs</c> those for which one success is enough or every outcome counts, <c>TaskScope.Life.cs</c> is the state
/// machine behind them.</para>
/// <para>All members are safe to use from any thread. How a scope ends is in one table: <c>docs/guide/task-scopes.md</c>.</para>
/// </remarks>
[DebuggerDisplay("{_members} parts, {_reason}")]
[SuppressMessage("Design", "CA1001", Justification =
    "The token's source has no timer and no linked parent, so it holds nothing to free; parts may look at the token after the end.")]
public sealed partial class TaskScope
{
    /// <summary>
    /// Cancelled when a part of the scope fails, when its limit passes, when the token that it was opened with is cancelled, and by
    /// <see cref="Cancel"/>. Pass it to everything that the body awaits.
    /// </summary>
    public CancellationToken CancellationToken => _source.Token;

    /// <summary>
    /// When the scope must have ended, or null for no limit. May be moved while the scope runs; a time that has passed cancels it at once.
    /// Setting it after the scope was cancelled or has ended changes nothing.
    /// </summary>
    public DateTimeOffset? Deadline
    {
        get => _deadline.At;
        set
        {
            if (value is { } at)
                _deadline.SetAt(at);
            else
                _deadline.Clear();
        }
    }

    /// <summary>Gives the scope another limit, from now: longer or shorter than the one that it had.</summary>
    /// <param name="delay">Zero or more; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. Zero cancels the scope at once.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative and not infinite.</exception>
    public void CancelAfter(TimeSpan delay)
    {
        if (delay == Timeout.InfiniteTimeSpan)
            _deadline.Clear();
        else if (delay < TimeSpan.Zero)
            throw OptionErrors.OutOfRange(nameof(delay), delay, "zero or more, or Timeout.InfiniteTimeSpan", "TRM0307");
        else
            _deadline.SetIn(delay);
    }

    /// <summary>
    /// Cancels everything in the scope, quietly: it is no failure. May be called at any time and any number of times, also by a part of the
    /// scope and after its end. A scope without a result then ends well; one with a result gives it when the body has made one, and else
    /// throws <see cref="OperationCanceledException"/>.
    /// </summary>
    public void Cancel() => Stop(StopReason.Canceled);

    /// <summary>
    /// Starts an asynchronous function in the scope, on this thread up to its first await. Its failure cancels the scope. Once the scope is
    /// cancelled without a failure, the function does not start and the task is cancelled.
    /// </summary>
    /// <param name="function">The function. Its token is the scope's.</param>
    /// <returns>The function's task. It need not be awaited: the scope waits for it and reports its failure.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The scope is ending because of a failure, or has ended.</exception>
    public Task RunAsync(Func<CancellationToken, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ScopeTask<Nothing>.Run(Join(CancellationToken.None), function);
    }

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task})"/>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ScopeTask<TResult>.Run(Join(CancellationToken.None), function);
    }

    /// <summary>
    /// A view on an executor whose calls belong to the scope: they are cancelled with it, it waits for them, and a call that fails cancels
    /// it. Items of a map and of a stream belong to it too, but fail to whoever enumerates them.
    /// </summary>
    /// <param name="executor">The executor, of any model. The scope does not own it; the view carries its call options.</param>
    /// <returns>The view. It refuses calls as <see cref="RunAsync(Func{CancellationToken, Task})"/> does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="executor"/> is null.</exception>
    public Executor Use(Executor executor)
    {
        ArgumentNullException.ThrowIfNull(executor);
        return new ExecutorView(executor.Root, executor.CallOptions, this);
    }
}
