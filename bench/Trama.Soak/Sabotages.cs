using System.Diagnostics;
using Trama.Soak.Kills;
using Trama.Soak.Leaks;
using Trama.Soak.Ledger;
using Trama.Soak.Load;
using Trama.Soak.Verdict;

namespace Trama.Soak;

/// <summary>
/// Things that the library must never do, done on purpose by the soak itself: a check that never fails proves nothing. Each is named after
/// the fault as which it has to be noticed.
/// </summary>
internal static class Sabotages
{
    private const string All = "all";

    private static readonly List<IDisposable> Kept = [];

    private static readonly Dictionary<string, Func<Calls, SoakContext, Task>> Table = new()
    {
        [nameof(Fault.Lost)] = static (calls, _) =>
            calls.ObserveAsync(calls.Open("Never"), static () => new TaskCompletionSource<Answer>().Task),
        [nameof(Fault.Duplicate)] = static async (calls, _) =>
        {
            Entry entry = calls.Open(nameof(Functions.Work));
            await calls.Executor.RunAsync(Functions.Work, entry.Id, 1);
            await calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.Work, entry.Id, 1));
        },
        [nameof(Fault.Late)] = static async (calls, _) =>
        {
            Entry entry = calls.Open(nameof(Functions.Work));
            await calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.Work, entry.Id, 1));
            await calls.Executor.RunAsync(Functions.Work, entry.Id, 1);
        },
        [nameof(Fault.WrongResult)] = static (calls, _) =>
        {
            Entry one = calls.Open(nameof(Functions.Work)), other = calls.Open(nameof(Functions.Work));
            return Task.WhenAll(
                calls.ObserveAsync(one, () => calls.Executor.RunAsync(Functions.Work, other.Id, 1)),
                calls.ObserveAsync(other, () => calls.Executor.RunAsync(Functions.Work, one.Id, 1)));
        },
        [nameof(Fault.WrongBlame)] = static async (calls, _) =>
        {
            Entry guilty = calls.Open(nameof(Deadly.Strike), blow: Blow.Exit), innocent = calls.Open(nameof(Deadly.Strike), blow: Blow.Exit);
            await calls.ObserveAsync(innocent, () => calls.Executor.RunAsync(Deadly.Strike, guilty.Id, Blow.Exit));
            calls.Judge.Left(guilty);
        },
        [nameof(Fault.WrongReason)] = static (calls, _) =>
        {
            Entry entry = calls.Open(nameof(Deadly.Strike), blow: Blow.FailFast);
            return calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Deadly.Strike, entry.Id, Blow.Exit));
        },
        [nameof(Fault.Unexplained)] = static (calls, _) =>
        {
            Entry entry = calls.Open(nameof(Deadly.Strike));
            return calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Deadly.Strike, entry.Id, Blow.Exit));
        },
        [nameof(Fault.Unexpected)] = static (calls, _) =>
        {
            Entry entry = calls.Open(nameof(Functions.Throw));
            return calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.Throw, entry.Id));
        },
        [nameof(Fault.LeftBehind)] = static (_, context) =>
        {
            Kept.Add(Process.Start("/bin/sleep", "120")!);
            Kept.Add(new SharedArray<int>(1));
            Kept.Add(new FileStream(Path.Combine(context.Folder, "left"), FileMode.CreateNew));
            return Task.CompletedTask;
        },
    };

    public static IReadOnlyCollection<string> Names => [All, .. Table.Keys];

    public static async Task RunAsync(SoakContext context, string name)
    {
        var clock = new ReplacementClock(context.Tally);
        var judge = new CallJudge(context.Book, context.Deaths, clock, context.Findings, context.Tally);
        await using var executor = Executor.Processes(Shape.All[0].Options);
        var calls = new Calls(executor, context.Book, judge, context.Settings.Patience);
        foreach ((string fault, Func<Calls, SoakContext, Task> sabotage) in Table)
        {
            if (name == All || name == fault)
                await sabotage(calls, context);
        }
    }
}
