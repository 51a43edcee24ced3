using System.Diagnostics;

namespace Trama.Processes;

/// <summary>The process of a worker: its start, its output, its end. Knows nothing of calls.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // Long enough for the last words of a process that has died, short enough when a child of its own holds the pipe open.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeathAfterKill = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly LineTail _tail = new();
    private readonly CountdownEvent _outputs = new(2);
    private readonly MemoryLimit _memory = MemoryLimit.Now();
    private int _killed;

    private WorkerProcess(Process process, Action<string, bool> onLine, Action onExit)
    {
        _process = process;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => onExit();
        process.OutputDataReceived += (_, line) => Receive(line.Data, isError: false, onLine);
        process.ErrorDataReceived += (_, line) => Receive(line.Data, isError: true, onLine);
    }

    public int Id { get; private set; }

    /// <summary>Starts this app as a worker. On the starting thread only.</summary>
    public static WorkerProcess Start(
        WorkerCommand command, ProcessExecutorOptions options, Handshake handshake, Action<string, bool> onLine, Action onExit)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Apply(start, options);
        var worker = new WorkerProcess(new Process { StartInfo = start }, onLine, onExit);
        try
        {
            worker.Begin(handshake);
        }
        catch
        {
            // The process may be there already: what fails after its start (no descriptors, no memory) must not leave it behind.
            worker.Kill();
            throw;
        }

        return worker;
    }

    /// <summary>Ends the process and all that it started, at once. Any number of times, from any thread.</summary>
    public void Kill()
    {
        Volatile.Write(ref _killed, 1);
        KillGroup();
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }

    /// <summary>Waits for the end, forces it when it does not come, and says how it came about. Blocks; on the worker's own thread.</summary>
    public WorkerDeath AwaitDeath(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience))
            Kill();
        bool ended = _process.WaitForExit(DeathAfterKill);
        KillGroup();

        // Both streams: the end of this object cuts off what was not read, and a worker that exits in good order has its lines in the pipe.
        _outputs.Wait(LastWords);
        return WorkerDeaths.Describe(
            Id, ended ? _process.ExitCode : null, Volatile.Read(ref _killed) != 0, _tail.ToString(), _memory.KilledSince());
    }

    public void Dispose() => _process.Dispose();

    private void Begin(Handshake handshake)
    {
        _process.Start();
        Id = _process.Id;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            _process.StandardInput.WriteLine(handshake.ToLine());
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It died before it read a line; its exit code says more than this broken pipe.
        }
    }

    private void Receive(string? line, bool isError, Action<string, bool> onLine)
    {
        if (line is null)
        {
            _outputs.Signal();
            return;
        }

        if (isError)
            _tail.Add(line);
        onLine(line, isError);
    }

    // The worker leads a group, so that this reaches what it started too, also when the worker itself is gone.
    private void KillGroup()
    {
        if (!OperatingSystem.IsWindows() && Id > 0)
            Interop.Signal(-Id, Interop.SignalKill);
    }
}
