using Trama.Soak.Leaks;
using Trama.Soak.Ledger;
using Trama.Soak.Load;
using Trama.Soak.Verdict;

namespace Trama.Soak.Kills;

/// <summary>Kills workers of one pool at random moments.</summary>
internal sealed class Killer(
    Calls calls, Turnstile turnstile, BlowDeck deck, DeathBook deaths, ReplacementClock clock, Tally tally, Random random)
{
    // A worker that is starting is spared most of the time: twenty such kills in a row and the pool would give up, as it should.
    private const int SparedStarts = 4;

    private readonly List<Task> _strikes = [];

    /// <summary>Kills so many, one every so often on average, and waits for what the last ones came to.</summary>
    public async Task RunAsync(int kills, TimeSpan pace, CancellationToken end)
    {
        int enough = tally.Kills + kills;
        long due = Environment.TickCount64;
        while (!end.IsCancellationRequested)
        {
            // Not each strike kills: some are cancelled before they begin.
            _strikes.RemoveAll(static strike => strike.IsCompleted);
            if (tally.Kills >= enough)
                break;
            if (tally.Kills + _strikes.Count >= enough)
            {
                await Task.WhenAny(_strikes);
                continue;
            }

            due += (long)(-Math.Log(1 - random.NextDouble()) * pace.TotalMilliseconds);
            if (due - Environment.TickCount64 is var early and > 0)
                await Task.Delay((int)early, CancellationToken.None);
            await KillAsync(deck.Draw(), end);
        }

        await Task.WhenAll(_strikes);
    }

    private async Task KillAsync(Blow blow, CancellationToken end)
    {
        if (!await turnstile.TryEnterAsync(end))
        {
            deck.PutBack(blow);
            return;
        }

        if (blow is not (Blow.Kill or Blow.Terminate or Blow.Stop))
        {
            _strikes.Add(StrikeFromInsideAsync(blow));
            return;
        }

        turnstile.Leave();
        if (!await StrikeFromOutsideAsync(blow, end))
            deck.PutBack(blow);
    }

    private async Task<bool> StrikeFromOutsideAsync(Blow blow, CancellationToken end)
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

    private async Task StrikeFromInsideAsync(Blow blow)
    {
        try
        {
            Entry entry = blow == Blow.Parting ? await LargeCalls.PartAsync(calls, random) : await StrikeInFunctionAsync(blow);
            if (entry.BegunAtEnd == 0)
                deck.PutBack(blow);
        }
        finally
        {
            turnstile.Leave();
        }
    }

    private async Task<Entry> StrikeInFunctionAsync(Blow blow)
    {
        // Of those that may run again and always kill: given up after as many workers as they may have.
        int attempts = blow == Blow.Exit && random.Next(3) == 0 ? 2 : 1;
        Entry entry = calls.Open(nameof(Deadly.Strike), EndsOf(blow), attempts, blow);
        using CancellationTokenSource? source = blow == Blow.Cancel ? new(random.Next(5, 100)) : null;
        Executor executor = calls.Executor.With(new CallOptions
        {
            Idempotent = attempts > 1,
            MaxAttempts = attempts,
            Timeout = blow == Blow.Timeout ? TimeSpan.FromMilliseconds(random.Next(1, 50)) : null,
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
