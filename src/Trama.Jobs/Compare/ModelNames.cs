namespace Trama.Jobs.Compare;

/// <summary>The rows that <c>compare</c> can measure, from the cheapest to the dearest.</summary>
internal static class ModelNames
{
    public const string Inline = "inline";
    public const string Async = "async";
    public const string Threads = "threads";
    public const string Gil = "gil";
    public const string Processes = "processes";

    /// <summary>
    /// Every model, the cheapest first: inline needs nothing; async one thread; threads a stack each; gil is threads plus a lock that all
    /// share; processes a runtime each. Of models that can't be told apart by their speed, the earliest here is recommended.
    /// </summary>
    public static IReadOnlyList<string> All { get; } = [Inline, Async, Threads, Gil, Processes];

    /// <summary>The place of <paramref name="model"/> in <see cref="All"/>: less is cheaper.</summary>
    public static int CostOf(string model) => All.TakeWhile(name => name != model).Count();
}
