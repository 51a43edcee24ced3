using Trama.Processes;
using Trama.Processes.Ipc;
using Trama.Tests.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Hostile;

/// <summary>
/// A real pool whose workers are processes that only sleep: what a worker says is said by this process, as a script has it. To the pool
/// it is a worker like any other, with a process that can be killed, a handshake and a channel.
/// </summary>
internal sealed class ScriptedPool : IAsyncDisposable
{
    // Tells its id and the handshake, and then is there, for no longer than a test may take.
    private static readonly WorkerCommand Sleeper = new("/bin/sh", ["-c", "read -r line; echo \"$$ $line\"; exec sleep 60"]);

    private readonly Func<int, Action<ScriptedWorker>> _scripts;
    private readonly List<Task> _running = [];
    private int _started;

    /// <param name="useSocket">Whether calls go over the socket.</param>
    /// <param name="scripts">What the first worker does, the second (1), and so on.</param>
    public ScriptedPool(bool useSocket, Func<int, Action<ScriptedWorker>> scripts)
    {
        _scripts = scripts;
        Executor = Trama.Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            UseSocket = useSocket,
            Command = Sleeper,
            Output = WorkerOutputMode.EventsOnly,
            OnEvent = Hear,
            Inline = false,
        });
    }

    public ProcessExecutor Executor { get; }

    /// <summary>Why workers died, so far.</summary>
    public List<string> Deaths { get; } = [];

    /// <summary>How many workers there have been.</summary>
    public int Started => Volatile.Read(ref _started);

    public async ValueTask DisposeAsync()
    {
        await Executor.DisposeAsync();
        Task[] running;
        lock (_running)
            running = [.. _running];
        await Task.WhenAll(running);
    }

    private void Hear(ExecutorEvent happened)
    {
        if (happened is ExecutorEvent.WorkerDied died)
        {
            lock (_running)
                Deaths.Add(died.Reason);
        }

        if (happened is not ExecutorEvent.WorkerOutput { IsError: false } output)
            return;
        string[] parts = output.Line.Split(' ');
        Action<ScriptedWorker> script = _scripts(Interlocked.Increment(ref _started) - 1);
        lock (_running)
            _running.Add(OwnThread.Run(() => Play(int.Parse(parts[0]), Handshake.FromLine(parts[1]), script)));
    }

    private static void Play(int process, Handshake handshake, Action<ScriptedWorker> script)
    {
        try
        {
            using var worker = new ScriptedWorker(handshake);
            script(worker);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The parent has had enough of it, in the middle of a sentence.
        }
        finally
        {
            _ = WorkerFunctions.kill(process, 9);
        }
    }
}
