using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>
/// This program, started again with a hidden command. Its stdin stays open for as long as it may live: it ends itself when that closes,
/// which also happens when this process dies. Disposing it kills it with its tree and waits for its end.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StderrTail _tail = new();

    private ChildProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => _tail.Add(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Its stdout; whatever reads it must read on, or the child may block.</summary>
    public StreamReader Output => _process.StandardOutput;

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
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Exception cause) when (cause is Win32Exception or IOException)
        {
            throw JobErrors.RoundNotStarted(program.FileName, cause.Message);
        }
    }

    /// <summary>Waits for the end that the child is about to come to by itself, and returns its exit code; kills it after <paramref name="grace"/>.</summary>
    public async Task<int> EndAsync(TimeSpan grace)
    {
        using var deadline = new CancellationTokenSource(grace);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }

        return _process.ExitCode;
    }

    /// <summary>The last lines of its stderr.</summary>
    public string Tail => _tail.ToString();

    /// <summary>Its end in a sentence's data: the last of stderr, else the exit code.</summary>
    public async Task<string> ExplainAsync()
    {
        var code = await EndAsync(TimeSpan.FromSeconds(5));
        return Tail is { Length: > 0 } tail ? tail : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task KillAsync()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            // It ended by itself between the question and the kill.
        }

        await _process.WaitForExitAsync();
    }
}
