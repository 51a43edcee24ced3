namespace Trama.Jobs.Compare;

/// <summary>In which order the models of a round run: random, so that none always has the warm or the noisy place, and the same for the same seed.</summary>
internal static class RoundOrder
{
    public static string[] Of(IEnumerable<string> models, int seed, string workload, int round)
    {
        string[] order = [.. models];
        // string.GetHashCode differs from run to run; the name's letters do not.
        var mixed = workload.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter));
        new Random(unchecked((mixed * 31) + round)).Shuffle(order);
        return order;
    }
}
