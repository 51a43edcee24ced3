namespace Trama.Jobs;

/// <summary>
/// Every notice a job can give: the code, its keys and the sentence it stands for (the words live in the catalogues of whoever shows
/// them). Model and workload names are data and are never translated.
/// </summary>
internal static class Notices
{
    /// <summary>Left out: {method} takes no execution lock, so threads under one would only repeat inline.</summary>
    public const string MethodTakesNoLock = "left-out.takes-no-lock";

    /// <summary>Left out: {method} is synchronous; on one loop it would run item after item, as inline does.</summary>
    public const string MethodNeverAwaits = "left-out.never-awaits";

    /// <summary>Failed: a round of {model} did not end within {seconds} s and was killed.</summary>
    public const string RoundTimedOut = "failed.timed-out";

    /// <summary>Failed: a round of {model} died with exit code {exitCode}; the end of its stderr: {tail} (may be empty).</summary>
    public const string RoundDied = "failed.died";

    /// <summary>Failed: a round of {model} ended with {exception}: {message}.</summary>
    public const string RoundThrew = "failed.threw";

    /// <summary>Verdict: {model} was the fastest; the next, {next}, took {marginPct} % longer. Clear.</summary>
    public const string Fastest = "verdict.fastest";

    /// <summary>Verdict: {model} can't be told from the fastest, {best} (among {equals}), and is the cheapest; {next} took {marginPct} % longer. Clear.</summary>
    public const string CheapestOfEquals = "verdict.cheapest-of-equals";

    /// <summary>No clear winner: all of {equals} are within each other's noise; {model} is the cheapest.</summary>
    public const string NoDifference = "verdict.no-difference";

    /// <summary>No clear winner: {model} is the cheapest that reaches the fastest, {best}, but the rounds scatter too much ({behindPct} % behind in the middle).</summary>
    public const string TooNoisy = "verdict.too-noisy";

    /// <summary>No clear winner: {rounds} rounds give no 95 % interval; {needed} at least do. {model} had the least median.</summary>
    public const string TooFewRounds = "verdict.too-few-rounds";

    /// <summary>No clear winner: only {model} ran, so there is nothing to compare it with.</summary>
    public const string OnlyModel = "verdict.only-model";

    /// <summary>Warning: {rounds} rounds give no 95 % interval; at least {needed} do.</summary>
    public const string FewRounds = "warning.few-rounds";

    /// <summary>Input of sleep: {items} waits of {lowMs} to {highMs} ms, {totalMs} ms in all.</summary>
    public const string SleepInput = "input.sleep";

    /// <summary>Input of compute: the primes below {limit} (or in the ranges given), in {items} ranges of about equal work.</summary>
    public const string ComputeInput = "input.compute";

    /// <summary>Input of files: {items} files, {bytes} bytes, below {path}; read once before, so from the page cache.</summary>
    public const string FilesInput = "input.files";

    /// <summary>Input of files: the first {items} files in ordinal order, {bytes} bytes, of the {found} below {path}; read once before.</summary>
    public const string FilesInputCapped = "input.files-capped";

    /// <summary>Input of fetch: {items} URLs given.</summary>
    public const string FetchInput = "input.fetch";

    /// <summary>Input of fetch: {items} pages of 4 to 256 KB from a server of our own in its own process, answering after {lowMs} to {highMs} ms (seed {seed}).</summary>
    public const string FetchServerInput = "input.fetch-server";

    /// <summary>Input of a method: {method} on {items} lines of {path}.</summary>
    public const string MethodInput = "input.method";

    /// <summary>Every code; a catalogue must have a sentence for each.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        MethodTakesNoLock, MethodNeverAwaits,
        RoundTimedOut, RoundDied, RoundThrew,
        Fastest, CheapestOfEquals, NoDifference, TooNoisy, TooFewRounds, OnlyModel,
        FewRounds,
        SleepInput, ComputeInput, FilesInput, FilesInputCapped, FetchInput, FetchServerInput, MethodInput,
    ];

    public static Notice Create(string code, params ReadOnlySpan<(string Key, object Value)> pairs) => new(code, Details.Of(pairs));
}
