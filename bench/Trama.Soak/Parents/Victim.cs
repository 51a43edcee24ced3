using System.Globalization;
using Trama.Soak.Kills;
using Trama.Soak.Ledger;
using Trama.Soak.Load;
using Trama.Soak.Verdict;

namespace Trama.Soak.Parents;

/// <summary>A program with a pool under load, which runs until it is killed. It says when it has had its first answer.</summary>
internal static class Victim
{
    public const string Command = "victim";
    public const string Ready = "ready";

    private const int Drivers = 4;

    public static async Task<int> RunAsync(string seed, string channel)
    {
        var findings = new Findings();
        var tally = new Tally();
        var clock = new ReplacementClock(tally);
        string file = Environment.GetEnvironmentVariable(LedgerFile.Variable)!;
        var book = new CallBook(LedgerFile.Create(file), findings);
        var judge = new CallJudge(book, new DeathBook(findings), clock, findings, tally);
        await using var executor = Executor.Processes(Shape.OfVictim(channel).Options with { OnEvent = clock.OnEvent });
        using var turnstile = new Turnstile(Drivers);
        var calls = new Calls(executor, book, judge, TimeSpan.FromSeconds(60));

        await SingleCalls.WorkAsync(calls, new Random(0));
        Console.WriteLine(Ready);
        int first = int.Parse(seed, CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(first, Drivers).Select(driver => Task.Run(() =>
            new Driver(calls, turnstile, new Random(driver), withPriorities: false).RunAsync(CancellationToken.None))));
        return 1;
    }
}
