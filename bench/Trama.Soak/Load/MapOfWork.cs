using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>A map of items that take a little time.</summary>
internal sealed class MapOfWork(Calls calls, Executor executor, Random random) : Map<Answer>(calls, executor, random)
{
    protected override string Function => nameof(Functions.WorkOnItem);

    protected override IAsyncEnumerable<CallResult<Answer>> Start(
        Executor executor, IEnumerable<(long Id, int Amount)> source, MapOptions options) =>
        executor.MapResultsAsync(source, Functions.WorkOnItem, options);

    protected override bool IsRight(Answer result, Entry entry) =>
        result.IsRightFor(entry.Id) && result.ProcessId == -Calls.MarkOf(entry).Place;
}
