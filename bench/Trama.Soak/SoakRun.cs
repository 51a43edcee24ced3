using System.Diagnostics;
using System.Runtime.InteropServices;
using Trama.Soak.Leaks;
using Trama.Soak.Parents;
using Trama.Soak.Verdict;

namespace Trama.Soak;

/// <summary>All of a soak: pools whose workers are killed, then programs that are killed with their pools, then the verdict.</summary>
internal sealed class SoakRun(SoakSettings settings)
{
    private const int Interrupted = 130;
    private static readonly TimeSpan Insistence = TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync()
    {
        ProcessTable.ForbidCoreDumps();
        long interruptedAt = 0;
        using var interrupt = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var context = new SoakContext(settings);
        var report = new SoakReport(context);
        long started = Stopwatch.GetTimestamp();
        await Console.Error.WriteLineAsync($"{settings.Command}");

        if (settings.Kills > 0)
            await KillWorkersAsync(context, report, interrupt.Token);
        if (settings.Parents > 0)
            report.Parents = await new ParentKills(context).RunAsync(interrupt.Token);

        report.Elapsed = Stopwatch.GetElapsedTime(started);
        report.IsInterrupted = interrupt.IsCancellationRequested;
        await report.WriteAsync();
        return !context.Findings.IsEmpty ? 1 : report.IsInterrupted ? Interrupted : 0;

        void Stop(PosixSignalContext signal)
        {
            // The first time it ends in good order; whoever insists is not held up. At once is no insistence: a script's group and the
            // script itself may both pass the same signal on.
            signal.Cancel = !interrupt.IsCancellationRequested || Stopwatch.GetElapsedTime(interruptedAt) < Insistence;
            if (!interrupt.IsCancellationRequested)
                interruptedAt = Stopwatch.GetTimestamp();
            interrupt.Cancel();
        }
    }

    private async Task KillWorkersAsync(SoakContext context, SoakReport report, CancellationToken interrupt)
    {
        await WarmUp.RunAsync();
        Belongings before = Belongings.Now(context.Mark, context.Folder);
        using var over = new CancellationTokenSource();
        Task sampling = context.Memory.SampleAsync(over.Token);
        TimeSpan pace = TimeSpan.FromMinutes(settings.Minutes) / settings.Kills;
        if (settings.Sabotage is { } sabotage)
            await Sabotages.RunAsync(context, sabotage);

        for (int round = 0; round < settings.Rounds && !interrupt.IsCancellationRequested; round++)
        {
            int kills = Math.Max(1, (int)((long)settings.Kills * (round + 1) / settings.Rounds) - context.Tally.Kills);
            await new Round(context, round, kills, pace).RunAsync(interrupt);
            await CheckLeftAsync(context, report, before);
        }

        await over.CancelAsync();
        await sampling;
        context.Memory.Judge(context.Findings);
        context.Book.CheckAll();
    }

    // After each pool, so that what is left can be told to be that pool's; and left only once, not again after each later one.
    private static async Task CheckLeftAsync(SoakContext context, SoakReport report, Belongings before)
    {
        (Belongings now, IReadOnlyList<string> left) = await Belongings.LeftSinceAsync(before, context.Mark, context.Folder);
        foreach (string thing in left.Except(report.Left))
            context.Findings.Add(Fault.LeftBehind, thing);
        report.Left.AddRange(left);
        (report.Before, report.After) = (before, now);
        foreach (int process in ProcessTable.Marked(context.Mark))
            ProcessTable.Signal(process, ProcessTable.Kill);
    }
}
