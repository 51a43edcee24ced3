using System.Diagnostics;
using Trama.Soak.Leaks;
using Trama.Soak.Ledger;
using Trama.Soak.Verdict;

namespace Trama.Soak.Parents;

/// <summary>
/// Kills programs that have a pool under load, at any moment from their start on, and watches what becomes of the workers. They are found
/// by a mark in their environment, whoever their parent is by then.
/// </summary>
internal sealed class ParentKills(SoakContext context)
{
    private const int PartOfTheSeed = 10_007;

    // The one in a worker that listens to the parent; it comes after the tie.
    private const string WorkersThread = "Trama channel";
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly Random _random = context.RandomFor(PartOfTheSeed);
    private readonly List<double> _milliseconds = [];
    private int _killed;
    private int _clean;
    private int _workers;
    private int _memory;
    private int _memoryLeft;

    public async Task<ParentFigures> RunAsync(CancellationToken interrupt)
    {
        while (_killed < context.Settings.Parents && !interrupt.IsCancellationRequested)
            await KillOneAsync(context.RandomFor(PartOfTheSeed, _killed).Next());
        return new ParentFigures(_killed, _clean, _workers, _memory, _memoryLeft, [.. _milliseconds.Order()]);
    }

    private async Task KillOneAsync(int seed)
    {
        string mark = $"{context.Mark}-{_killed}";
        string folder = Directory.CreateDirectory(Path.Combine(context.Folder, $"v{_killed}")).FullName;
        string ledger = Path.Combine(folder, "ledger");
        using Process victim = Start(seed, mark, folder, ledger);
        await WaitForTheMomentAsync(victim);
        int[] workers = [.. ProcessTable.Marked(mark).Where(process => process != victim.Id)];
        HashSet<long> memory = SharedMemoryTable.Of([victim.Id, .. workers]);

        // A stopped process must go as well: one that has come so far as to be tied to its parent. Before that nothing could end it.
        int? stopped = _random.Next(5) == 0
            ? workers.Cast<int?>().FirstOrDefault(static worker => ProcessTable.HasThread(worker!.Value, WorkersThread))
            : null;
        if (stopped is { } process)
            ProcessTable.Signal(process, ProcessTable.Stop);

        if (victim.HasExited)
            context.Findings.Add(Fault.Unexpected, $"victim {_killed} ended by itself with exit code {victim.ExitCode}");
        victim.Kill();
        long killed = Stopwatch.GetTimestamp();
        bool isGone = await AreGoneAsync(mark, killed);
        _milliseconds.Add(Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
        await victim.WaitForExitAsync();

        int memoryLeft = memory.Count == 0 ? 0 : SharedMemoryTable.Everywhere().Count(memory.Contains);
        string[] files = [.. Directory.EnumerateFileSystemEntries(folder).Where(file => file != ledger).Select(Path.GetFileName).OfType<string>()];
        Directory.Delete(folder, recursive: true);
        if (memoryLeft > 0 || files.Length > 0)
            context.Findings.Add(Fault.LeftBehind, $"victim {_killed}: {memoryLeft} piece(s) of shared memory, files: {string.Join(", ", files)}");

        _killed++;
        _workers += workers.Length;
        _memory += memory.Count;
        _memoryLeft += memoryLeft;
        _clean += isGone && memoryLeft == 0 && files.Length == 0 ? 1 : 0;
    }

    private Process Start(int seed, string mark, string folder, string ledger)
    {
        string channel = _killed % 4 == 3 ? "socket" : "rings";
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Victim.Command, $"{seed & 0xFFFFFF}", channel])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                [ProcessTable.MarkVariable] = mark,
                [LedgerFile.Variable] = ledger,
                ["TMPDIR"] = folder,
                ["XDG_RUNTIME_DIR"] = folder,

                // The runtime's own, which stays behind when any program of .NET is killed.
                ["DOTNET_EnableDiagnostics"] = "0",
            },
        };
        return Process.Start(start)!;
    }

    // One of four dies while it, or its pool, is starting; the others with everything under way.
    private async Task WaitForTheMomentAsync(Process victim)
    {
        if (_random.Next(4) > 0 && await victim.StandardOutput.ReadLineAsync().WaitAsync(StartPatience) != Victim.Ready)
            context.Findings.Add(Fault.Unexpected, $"victim {_killed} did not come to its first answer");
        await Task.Delay(_random.Next(400));
    }

    private async Task<bool> AreGoneAsync(string mark, long killed)
    {
        while (true)
        {
            int[] left = [.. ProcessTable.Marked(mark)];
            if (left.Length == 0)
                return Stopwatch.GetElapsedTime(killed) <= Allowed;
            if (Stopwatch.GetElapsedTime(killed) > Allowed)
            {
                context.Findings.Add(Fault.Orphan, $"victim {_killed}: process(es) {string.Join(", ", left.Select(ProcessTable.Describe))} outlived it for {Allowed.TotalSeconds} s");
                Array.ForEach(left, static process => ProcessTable.Signal(process, ProcessTable.Kill));
                return false;
            }

            await Task.Delay(2);
        }
    }
}
