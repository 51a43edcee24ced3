using System.Diagnostics;
using System.Globalization;

namespace Trama.Benchmarks.Core;

/// <summary>What tasks and timers cost on the event loop; CPython's asyncio beside it.</summary>
internal static class LoopFigures
{
    private const int Tasks = 100_000;
    private const int Delays = 1_000_000;

    private const string Gather = """
        import asyncio, time
        async def trivial(n): return n + 1
        async def main():
            best = []
            for _ in range(5):
                started = time.perf_counter()
                await asyncio.gather(*[trivial(i) for i in range(100_000)])
                best.append((time.perf_counter() - started) / 100_000 * 1e6)
            print(sorted(best)[2])
        asyncio.run(main())
        """;

    public static async Task<Row> TrivialTasksAsync()
    {
        double[] rounds = EventLoop.Run(async () =>
        {
            EventLoop loop = EventLoop.Current!;
            var tasks = new Task[Tasks];
            var times = new double[11];
            for (int round = -3; round < times.Length; round++)
            {
                GC.Collect();
                long started = Stopwatch.GetTimestamp();
                for (int i = 0; i < Tasks; i++)
                    tasks[i] = loop.InvokeAsync(TrivialAsync);
                await Task.WhenAll(tasks);
                if (round >= 0)
                    times[round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Tasks;
            }

            return times;
        });
        double trama = Paired.Median(rounds);
        return new Row
        {
            Name = "loop.task",
            Unit = "us/task",
            Trama = trama,
            Peers = new() { ["cpython_gather"] = await PythonAsync(Gather) },
            Target = "< 1 us",
            Met = trama < 1,
        };
    }

    public static Row[] MillionDelays()
    {
        EventLoop.Run(() => DelayAsync(Delays / 10));
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        EventLoop.Run(() => DelayAsync(Delays));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated - (sizeof(long) * (double)Delays)) / Delays;
        return
        [
            new Row { Name = "loop.delay.1M", Unit = "s", Trama = seconds, Target = "< 2.0 s for 1,000,000 x 1 s", Met = seconds < 2.0 },
            new Row { Name = "loop.delay.bytes", Unit = "B/delay", Trama = bytes, Target = "<= 360 B allocated each", Met = bytes <= 360 },
        ];
    }

    private static Task TrivialAsync() => Task.CompletedTask;

    private static Task DelayAsync(int count)
    {
        TimeProvider time = EventLoop.Current!.TimeProvider;
        var tasks = new Task[count];
        for (int i = 0; i < count; i++)
            tasks[i] = Task.Delay(TimeSpan.FromSeconds(1), time);
        return Task.WhenAll(tasks);
    }

    private static async Task<double?> PythonAsync(string program)
    {
        try
        {
            var start = new ProcessStartInfo("python3", ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process python = Process.Start(start)!;
            string output = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            return double.TryParse(output, CultureInfo.InvariantCulture, out double value) ? value : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No Python here: its column stays empty.
            return null;
        }
    }
}
