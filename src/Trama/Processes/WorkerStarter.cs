using System.Collections.Concurrent;

namespace Trama.Processes;

/// <summary>
/// The one thread of this process that starts workers. It lives as long as the process: on Linux a worker is told to die with the
/// <em>thread</em> that started it. And one at a time: processes that are started together inherit each other's pipes.
/// </summary>
internal static class WorkerStarter
{
    private static readonly BlockingCollection<Action> Starts = [];
    private static readonly Lock Gate = new();
    private static bool _runs;

    /// <summary>Runs the action on the starting thread. It must not throw.</summary>
    /// <exception cref="Exception">The thread can't be had; the next one who posts tries again.</exception>
    public static void Post(Action start)
    {
        lock (Gate)
        {
            if (!_runs)
                Run();
            _runs = true;
        }

        Starts.Add(start);
    }

    private static void Run()
    {
        var thread = new Thread(static () =>
        {
            foreach (Action start in Starts.GetConsumingEnumerable())
                start();
        })
        {
            IsBackground = true,
            Name = "Trama worker starter",
        };
        thread.UnsafeStart();
    }
}
