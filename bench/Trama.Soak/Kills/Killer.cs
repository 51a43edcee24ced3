using Trama.Soak.Leaks;
using Trama.Soak.Ledger;
using Trama.Soak.Load;
using Trama.Soak.Verdict;
using Card = Trama.Soak.Kills.BlowDeck.Card;

namespace Trama.Soak.Kills;

/// <summary>Kills workers of one pool at random moments.</summary>
internal sealed class Killer(
    Calls calls, Turnstile turnstile, BlowDeck deck, DeathBook deaths, ReplacementClock clock, Tally tally, Random random)
{
    // A worker that is starting is spared most of the time: twenty such kills in a row and the pool would give up, as it should.
    private const int SparedStarts = 4;

    // With each try there is twice the time, up to some seconds: what begins late on a slow machine is not ended before it has begun.
    private const int MostDoublings = 6;

    private readonly List<Task<Card?>> _strikes = [];

    // A pool that is being shut down takes no calls: what needs one is for the next pool.
    private bool IsOwed => deck.IsOwed && !calls.Judge.IsShutDown;

    /// <summary>
    /// Kills so many, one every so often on average, and waits for what the last ones came to. Not each strike kills, some end before they
    /// begin: those are tried again, until none is owed.
    /// </summary>
    public async Task RunAsync(int kills, TimeSpan pace, CancellationToken end)
    {
        int enough = tally.Kills + kills;
        long due = Environment.TickCount64;
        while (!end.IsCancellationRequested)
        {
            await TakeBackAsync(_strikes.FindAll(static strike => strike.IsCompleted));
            if (tally.Kills + _strikes.Count >= enough && !IsOwed)
            {
                if (_strikes.Count == 0)
                    break;
                await Task.WhenAny(_strikes);
                continue;
            }

            due += (long)(-Math.Log(1 - random.NextDouble()) * pace.TotalMilliseconds);
            if (due - Environment.TickCount64 is var early and > 0)
                await Task.Delay((int)early, CancellationToken.None);
            await KillAsync(Draw(), end);
        }

        await TakeBackAsync([.. _strikes]);
    }

    private Card Draw()
    {
        if (calls.Judge.IsShutDown)
            return deck.DrawFromOutside();
        return deck.TryDrawAgain(out Card? again) ? again : deck.Draw();
    }

    private async Task TakeBackAsync(List<Task<Card?>> strikes)
    {
        foreach (Task<Card?> strike in strikes)
        {
            _strikes.Remove(strike);
            if (await strike is { } unplayed)
                deck.PutBack(unplayed);
        }
    }

    private async Task KillAsync(Card card, CancellationToken end)
    {
        if (!await turnstile.TryEnterAsync(end))
        {
            deck.PutBack(card);
            return;
        }

        if (!card.IsFromOutside)
        {
            _strikes.Add(StrikeFromInsideAsync(card));
            return;
        }

        turnstile.Leave();
        if (!await TryStrikeFromOutsideAsync(card.Blow, end))
            deck.PutBack(card);
    }

    private async Task<bool> TryStrikeFromOutsideAsync(Blow blow, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            WorkerSnapshot[] workers = [.. calls.Executor.Snapshot().Workers.Where(static worker => worker.ProcessId > 0)];
            if (workers.Length > 0 && workers[random.Next(workers.Length)] is { ProcessId: { } process } worker
                && (worker.State != "starting" || random.Next(SparedStarts) == 0) && TryStrike(process, blow))
                return true;
            await Task.Delay(2, CancellationToken.None);
        }

        return false;
    }

    private bool TryStrike(int process, Blow blow)
    {
        int signal = blow switch
        {
            Blow.Terminate => ProcessTable.Terminate,
            Blow.Stop => ProcessTable.Stop,
            _ => ProcessTable.Kill,
        };
        deaths.Expect(process, blow);
        if (blow == Blow.Kill)
            clock.Kill(process);
        if (!ProcessTable.TrySignalChild(process, signal))
            return false;
        tally.Kill(blow);
        return true;
    }

    // Gives back the card when the function did not begin.
    private async Task<Card?> StrikeFromInsideAsync(Card card)
    {
        try
        {
            Entry entry = card.Blow == Blow.Parting
                ? await LargeCalls.PartAsync(calls, random)
                : await StrikeInFunctionAsync(card.Blow, 1 << Math.Min(card.Tries, MostDoublings));
            if (entry.BegunAtEnd > 0)
                return null;
            return calls.Judge.IsShutDown ? card : card with { Tries = card.Tries + 1 };
        }
        finally
        {
            turnstile.Leave();
        }
    }

    private async Task<Entry> StrikeInFunctionAsync(Blow blow, int leisure)
    {
        // Of those that may run again and always kill: given up after as many workers as they may have.
        int attempts = blow == Blow.Exit && random.Next(3) == 0 ? 2 : 1;
        Entry entry = calls.Open(nameof(Deadly.Strike), EndsOf(blow), attempts, blow);
        using CancellationTokenSource? source = blow == Blow.Cancel ? new(random.Next(5, 100) * leisure) : null;
        Executor executor = calls.Executor.With(new CallOptions
        {
            Idempotent = attempts > 1,
            MaxAttempts = attempts,
            Timeout = blow == Blow.Timeout ? TimeSpan.FromMilliseconds(random.Next(1, 50) * leisure) : null,
        });
        await calls.ObserveAsync(entry, () => executor.RunAsync(Deadly.Strike, entry.Id, blow, source?.Token ?? default));
        return entry;
    }

    private static Ends EndsOf(Blow blow) => blow switch
    {
        Blow.Timeout => Ends.TimedOut,
        Blow.Cancel => Ends.Canceled,
        _ => Ends.None,
    };
}
