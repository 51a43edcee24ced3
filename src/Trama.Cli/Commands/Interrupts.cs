using System.Runtime.InteropServices;

namespace Trama.Cli.Commands;

/// <summary>
/// Signals that ask the program to end. The first one cancels <see cref="Token"/>, so that the command ends its children and comes
/// back; a second one, or its patience without an end, kills every descendant and exits at once.
/// </summary>
internal sealed partial class Interrupts : IDisposable
{
    /// <summary>How long a command may take to come back after the first signal, when it does not say.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Timer _impatience;
    private readonly Action _restoreTerminal;
    private readonly TimeSpan _patience;
    private int _exitCode;

    /// <param name="restoreTerminal">Undoes what was done to the terminal, before an exit at once.</param>
    /// <param name="patience">How long the command may take to come back; null for <see cref="DefaultPatience"/>.</param>
    public Interrupts(Action restoreTerminal, TimeSpan? patience = null)
    {
        _restoreTerminal = restoreTerminal;
        _patience = patience ?? DefaultPatience;
        _impatience = new Timer(_ => Kill());
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Called on the first signal, on a thread of the pool, before the token is cancelled.</summary>
    public Action? OnFirst { get; set; }

    /// <summary>128 plus the first signal's number, or null when there was none.</summary>
    public int? ExitCode => Volatile.Read(ref _exitCode) is > 0 and var code ? code : null;

    /// <summary>Cancels the token without a signal: the output's reader has left.</summary>
    public void Stop() => _cancellation.Cancel();

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _impatience.Dispose();
        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exitCode, CodeOf(context.Signal), 0) != 0)
            Kill();
        // Armed before anything that could throw or hang: the user's terminal may be gone.
        _impatience.Change(_patience, Timeout.InfiniteTimeSpan);
        try
        {
            OnFirst?.Invoke();
        }
        catch (IOException)
        {
            // There is nobody left to tell.
        }
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command came back while the signal was on its way: there is nothing left to cancel.
        }
    }

    private void Kill()
    {
        try
        {
            Descendants.Kill();
            _restoreTerminal();
        }
        finally
        {
            Exit();
        }
    }

    // Whatever the last deeds threw: the user asked twice, or waited long enough.
    private void Exit()
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(_exitCode);
        // Not Environment.Exit: it waits for handlers, and something here is already stuck or the user is out of patience.
        ExitNow(_exitCode);
    }

    private static int CodeOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGINT => Cli.ExitCode.Interrupted,
        PosixSignal.SIGHUP => Cli.ExitCode.HungUp,
        _ => Cli.ExitCode.Terminated,
    };

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
