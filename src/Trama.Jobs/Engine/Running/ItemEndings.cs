using System.Text.Json;
using Trama.Jobs.Engine.Journal;
using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Running;

/// <summary>Books how items end: in the tally, in the journal, with whoever listens. One at a time.</summary>
internal sealed class ItemEndings<TInput, TResult>(
    Job<TInput, TResult> job, Worklist<TInput> list, JournalBook journal, Tally tally, Action<ItemEnd<TInput, TResult>> tell)
{
    /// <summary>How many have failed.</summary>
    public int Failures => tally.FailedCount;

    /// <summary>Why the journal can't be written any more; null while all is well.</summary>
    public JobException? JournalFault => journal.Fault;

    /// <summary>What ended before anything ran: refused by the planner, or done by an earlier run.</summary>
    public void TellWhatIsSettled()
    {
        foreach (var refused in list.Refused)
        {
            journal.AddRefused(refused.Key);
            tally.Refused(refused);
            tell(new(null, refused.Key, -1, ItemStatus.Failed, default, refused.Error, 0));
        }
        foreach (var (item, place, row) in list.Skipped)
            tell(new(item, item.Key, place, ItemStatus.Skipped, JsonSerializer.Deserialize(row.Result, job.ResultJson), null, 0));
    }

    public void Done(Try<TInput> done, TResult result)
    {
        var item = done.Item;
        // Its output has its name by now: a row never promises a file that is not there.
        var bytes = item.Output is null ? (long?)null : FileState.Of(item.Output).Size;
        journal.Add(() => new(
            item.Key, list.IdentityOf(job.IdentityOf(item, result)), IsDone: true, JsonSerializer.SerializeToUtf8Bytes(result, job.ResultJson), bytes)
        {
            Made = item.Output is null ? null : (item.Output, item.Source),
        });
        tally.Done(item.Weight);
        tell(new(item, item.Key, done.Place, ItemStatus.Done, result, null, done.Attempt));
    }

    public void Failed(Try<TInput> failed, JobException error)
    {
        var item = failed.Item;
        journal.Add(() => new(item.Key, list.IdentityOf(item.Identity), IsDone: false, null, null));
        tally.Failed(failed.Place, new(item.Key, error), item.Weight);
        tell(new(item, item.Key, failed.Place, ItemStatus.Failed, default, error, failed.Attempt));
    }
}
