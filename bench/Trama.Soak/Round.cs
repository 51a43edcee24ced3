using System.Diagnostics;
using Trama.Soak.Kills;
using Trama.Soak.Leaks;
using Trama.Soak.Ledger;
using Trama.Soak.Load;
using Trama.Soak.Verdict;

namespace Trama.Soak;

/// <summary>
/// One pool's life: load from several sides, kills at random moments, a rest in between and one at the end, and a shutdown in the middle of
/// load and kills.
/// </summary>
internal sealed class Round(SoakContext context, int number, int kills, TimeSpan pace)
{
    private const int Drivers = 6;
    private const int InnerStrikes = 4;

    // Of a round's kills: before the first rest, and on top of them, during the shutdown.
    private const double Early = 0.1;
    private const double Late = 0.05;

    private readonly Shape _shape = Shape.All[number % Shape.All.Count];
    private readonly ShutdownMode _ending = (ShutdownMode)(number % 3);

    public async Task RunAsync(CancellationToken interrupt)
    {
        long started = Stopwatch.GetTimestamp();
        var clock = new ReplacementClock(context.Tally);
        var judge = new CallJudge(context.Book, context.Deaths, clock, context.Findings, context.Tally);
        var executor = Executor.Processes(_shape.Options with { OnEvent = clock.OnEvent });
        using var turnstile = new Turnstile(Drivers + InnerStrikes);
        var calls = new Calls(executor, context.Book, judge, context.Settings.Patience);
        using var end = new CancellationTokenSource();
        Task[] drivers = [.. Enumerable.Range(1, Drivers).Select(driver => Task.Run(() =>
            new Driver(calls, turnstile, context.RandomFor(number, driver), _shape.HasPriorities).RunAsync(end.Token)))];
        var killer = new Killer(calls, turnstile, context.Deck, context.Deaths, clock, context.Tally, context.RandomFor(number));

        int early = Math.Max(1, (int)(kills * Early)), late = Math.Max(1, (int)(kills * Late));
        await killer.RunAsync(early, pace, interrupt);
        long liveBefore = await RestAsync(calls, turnstile);
        await killer.RunAsync(kills - early, pace, interrupt);
        long liveAfter = await RestAsync(calls, turnstile);
        MemoryCurve.JudgePool(context.Findings, $"{number} ({_shape.Name})", liveBefore, liveAfter, kills - early);

        using var closed = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        Task lastKills = killer.RunAsync(late, pace, closed.Token);
        await EndAsync(judge, calls, end, closed, [.. drivers, lastKills]);
        await Console.Error.WriteLineAsync(
            $"round {number + 1,2}  {_shape.Name,-16} {kills} kills in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, "
            + $"alive {liveBefore / 1024:N0} -> {liveAfter / 1024:N0} KiB, ended by {_ending}");
    }

    // Nobody makes calls for a moment. All that were made have ended by then, and the executor agrees.
    private async Task<long> RestAsync(Calls calls, Turnstile turnstile)
    {
        if (!await turnstile.TryCloseAsync(context.Settings.Patience * 2))
        {
            context.Findings.Add(Fault.Lost, $"the load did not come to rest. {calls.State()}");
            return 0;
        }

        try
        {
            if (calls.Executor.Snapshot() is { Queued: not 0 } or { Running: not 0 })
                context.Findings.Add(Fault.Lost, $"all calls have ended, and the executor counts otherwise. {calls.State()}");
            return MemoryCurve.Live();
        }
        finally
        {
            turnstile.Open();
        }
    }

    private async Task EndAsync(
        CallJudge judge, Calls calls, CancellationTokenSource end, CancellationTokenSource closed, Task[] members)
    {
        judge.IsShutDown = true;
        Task closing = calls.Executor.ShutdownAsync(_ending);
        try
        {
            await end.CancelAsync();
            await closing.WaitAsync(context.Settings.Patience);

            // Nobody is left to kill.
            await closed.CancelAsync();
            await Task.WhenAll(members).WaitAsync(context.Settings.Patience);
        }
        catch (TimeoutException)
        {
            context.Findings.Add(Fault.Lost, $"the shutdown ({_ending}) or what it should have ended did not end. {calls.State()}");
        }
    }
}
