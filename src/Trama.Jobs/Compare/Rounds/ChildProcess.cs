using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>
/// This program, started again with a hidden command. Its stdin stays open for as long as it may live: it ends itself when that closes,
/// which also happens when this process dies. When it ends, what is left of its process group is killed; disposing it kills it with
/// its tree and waits for its end. Its end alone is waited for: a process that it left behind may hold its stdout and stderr open.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // What it wrote before its end is in the pipes already and only has to be read.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // A terminal's signals reach the whole group, a child that has only just started too, which is not deaf to them yet. Then this process has
    // been sent the same, and hears of it within moments.
    private static readonly TimeSpan OwnSignal = TimeSpan.FromSeconds(1);
    private static readonly int[] EndedBySignal = [129, 130, 143];

    // After how many calls the runtime compiles a method again: its own default, in hexadecimal. The command itself waits longer.
    private const string RecompileVariable = "DOTNET_TC_CallCountThreshold";
    private const string RecompileAfter = "1e";

    private readonly Process _process;
    private readonly StderrTail _tail = new();
    private readonly CancellationTokenSource _silence = new();
    private readonly Task _ended;
    private readonly Task _errorsRead;

    private ChildProcess(Process process)
    {
        _process = process;
        _ended = WatchAsync(process.Id);
        _errorsRead = ReadErrorsAsync();
    }

    /// <summary>Its stdin.</summary>
    public StreamWriter Input => _process.StandardInput;

    public int Id => _process.Id;

    public static ChildProcess Start(RoundProgram program, string command)
    {
        var start = new ProcessStartInfo(program.FileName)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in program.Arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add(command);
        // The switch that runs every executor inline is for debugging; here it would compare inline with itself.
        start.Environment.Remove("TRAMA_INLINE");
        // What is measured runs as in any program.
        start.Environment.TryAdd(RecompileVariable, RecompileAfter);
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Exception cause) when (cause is Win32Exception or IOException)
        {
            throw JobErrors.RoundNotStarted(program.FileName, cause.Message);
        }
    }

    /// <summary>
    /// The next line of its stdout, or null when it has ended. Whoever reads must read on, or the child may block. One reader at a time.
    /// </summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Waits for the end that the child is about to come to by itself, and returns its exit code.</summary>
    /// <param name="grace">How long it may take; then it is killed.</param>
    /// <param name="cancellationToken">Ends the wait. When a signal has ended the child it is given a moment: the same may have come here.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the child may still be there.</exception>
    public async Task<int> EndAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        try
        {
            await _ended.WaitAsync(grace, cancellationToken);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }

        await _errorsRead;
        if (EndedBySignal.Contains(_process.ExitCode))
            await Task.Delay(OwnSignal, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>The last lines of its stderr.</summary>
    public string Tail => _tail.ToString();

    /// <summary>Its end in a sentence's data: the last of stderr, else the exit code.</summary>
    /// <exception cref="OperationCanceledException">As <see cref="EndAsync"/>.</exception>
    public async Task<string> ExplainAsync(CancellationToken cancellationToken)
    {
        var code = await EndAsync(TimeSpan.FromSeconds(5), cancellationToken);
        return Tail is { Length: > 0 } tail ? tail : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _silence.CancelAsync();
        await _errorsRead;
        // Streams that were asked for by name are not the process's to close.
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
        _silence.Dispose();
    }

    private async Task KillAsync()
    {
        try
        {
            if (!_ended.IsCompleted) _process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or one of its tree, ended by itself between the question and the kill.
        }

        await _ended;
    }

    // Waits for no end of file: no reader of the process's own was begun (BeginErrorReadLine), which it would wait for too.
    private async Task WatchAsync(int id)
    {
        await _process.WaitForExitAsync();
        ProcessGroup.Kill(id);
        _silence.CancelAfter(LastWords);
    }

    private async Task ReadErrorsAsync()
    {
        try
        {
            while (await _process.StandardError.ReadLineAsync(_silence.Token) is { } line) _tail.Add(line);
        }
        catch (OperationCanceledException)
        {
            // Somebody else holds it open; the child has ended.
        }
    }
}
