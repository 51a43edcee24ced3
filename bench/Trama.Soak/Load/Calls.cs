using Trama.Soak.Kills;
using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Makes calls on one executor, each with a number of its own, waits for their ends and has them judged.</summary>
internal sealed class Calls(Executor executor, CallBook book, CallJudge judge, TimeSpan patience)
{
    public CallJudge Judge => judge;

    public Executor Executor => executor;

    public Entry Open(string function, Ends ends = Ends.None, int maxAttempts = 1, Blow? blow = null) =>
        book[book.Open(id => new Entry(id, function) { Ends = ends, MaxAttempts = maxAttempts, Blow = blow })];

    public Mark MarkOf(Entry entry) => book.MarkOf(entry);

    public Task ObserveAsync(Entry entry, Func<Task<Answer>> submit) =>
        ObserveAsync(entry, submit, answer => answer.IsRightFor(entry.Id), static answer => answer.ProcessId);

    /// <summary>Waits for the call's end and has it judged.</summary>
    /// <param name="entry">The call.</param>
    /// <param name="submit">Makes it.</param>
    /// <param name="isRight">Whether a result is the right one.</param>
    /// <param name="processOf">Who made it, if it tells.</param>
    public async Task ObserveAsync<T>(Entry entry, Func<Task<T>> submit, Func<T, bool> isRight, Func<T, int?>? processOf = null)
    {
        Task<T>? call = null;
        try
        {
            call = submit();
            T result = await call.WaitAsync(patience);
            judge.Answered(entry, isRight(result), processOf?.Invoke(result));
        }
        catch (TimeoutException) when (call is { IsCompleted: false })
        {
            judge.Lost(entry, State());
        }
        catch (Exception error)
        {
            judge.Failed(entry, error);
        }
    }

    /// <summary>Waits for the next item, or for the end.</summary>
    /// <exception cref="TimeoutException">Neither came in time.</exception>
    public Task<bool> MoveNextAsync<T>(IAsyncEnumerator<T> items) => items.MoveNextAsync().AsTask().WaitAsync(patience);

    /// <summary>Leaves an enumeration, which waits for what it has under way.</summary>
    /// <exception cref="TimeoutException">It waited for too long.</exception>
    public Task LeaveAsync<T>(IAsyncEnumerator<T> items) => items.DisposeAsync().AsTask().WaitAsync(patience);

    /// <summary>The executor as it is now, in a line: what to look at when a call is lost.</summary>
    public string State()
    {
        ExecutorSnapshot now = executor.Snapshot();
        string workers = string.Join("; ", now.Workers.Select(
            static worker => $"{worker.Id} (process {worker.ProcessId}) {worker.State} {worker.Function} {worker.Calls}"));
        return $"{now.Name} is {now.State}, {now.Queued} queued, {now.Running} running; workers: {workers}";
    }
}
