using Trama.Cli.Commands;
using Trama.Jobs.Engine;

namespace Trama.Cli.Rendering;

/// <summary>
/// How far a job is: one line on a terminal, drawn over and gone at the end; elsewhere a line now and then; nothing when quiet.
/// Safe from several threads.
/// </summary>
internal sealed class JobProgressLine(Session session, string job, bool weighsBytes, TimeProvider time)
{
    private const double MostSecondsLeft = 48 * 3600;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly bool _isDrawn = session.Terminal.CanAnimate && !session.Quiet;
    private long _lastLine = time.GetTimestamp();
    private bool _isThere;

    /// <summary>Shows where the job is.</summary>
    public void Show(JobProgress progress)
    {
        lock (_lock)
        {
            if (_isDrawn) Draw(Text(progress));
            else if (!session.Quiet && time.GetElapsedTime(_lastLine) >= BetweenLines) Print(Text(progress));
        }
    }

    /// <summary>Writes something else, for which the line makes room.</summary>
    public void Beside(Action write)
    {
        lock (_lock)
        {
            Clear();
            write();
        }
    }

    /// <summary>Says something at once, if need be through whatever else is being written: what holds it up may be why it is said.</summary>
    public void Tell(string line)
    {
        var isHeld = _lock.TryEnter(Patience);
        try
        {
            Clear();
            session.Say(line);
        }
        finally
        {
            if (isHeld) _lock.Exit();
        }
    }

    /// <summary>Takes the line away without waiting for anybody: the program is about to end.</summary>
    public void Abandon() => Clear();

    /// <summary>Takes the line away.</summary>
    public void End() => Beside(static () => { });

    private void Draw(string text)
    {
        var width = session.Terminal.Width(isTerminal: true) - 1;
        session.Terminal.Error.Write("\r" + (text.Length > width ? text[..width] : text) + "\u001b[K");
        _isThere = true;
    }

    private void Print(string text)
    {
        session.Terminal.Error.WriteLine(text);
        _lastLine = time.GetTimestamp();
    }

    private void Clear()
    {
        if (_isThere) session.Terminal.Error.Write("\r\u001b[K");
        _isThere = false;
    }

    private string Text(JobProgress progress)
    {
        var (texts, numbers) = (session.Texts, session.Numbers);
        if (progress.Items == 0) return texts.Format("progress.planning", ("job", job));
        var text = texts.Format(
            "progress.job", ("job", job), ("ended", numbers.Count(progress.Ended)), ("items", numbers.Count(progress.Items)));
        if (progress.PerSecond > 0)
            text += " · " + (weighsBytes ? numbers.Size(progress.PerSecond) : numbers.Short(progress.PerSecond)) + "/s";
        // Beyond that it is no estimate: a few small files are done, and a large one is not.
        if (progress.SecondsLeft is { } left and > 0 and < MostSecondsLeft)
            text += texts.Format("progress.left", ("time", numbers.About(left)));
        return progress.Failed > 0 ? text + texts.Format("progress.failed", ("failed", numbers.Count(progress.Failed))) : text;
    }
}
