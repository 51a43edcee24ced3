using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>A map of items with large results.</summary>
internal sealed class MapOfPayloads(Calls calls, Executor executor, Random random) : Map<byte[]>(calls, executor, random)
{
    protected override string Function => nameof(Functions.Produce);

    protected override IAsyncEnumerable<CallResult<byte[]>> Start(
        Executor executor, IEnumerable<(long Id, int Amount)> source, MapOptions options) =>
        executor.MapResultsAsync(source, Functions.Produce, options);

    protected override bool IsRight(byte[] result, Entry entry) => Payloads.IsOf(entry.Id, result);
}
