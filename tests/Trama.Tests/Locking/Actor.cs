using System.Runtime.ExceptionServices;

namespace Trama.Tests.Locking;

/// <summary>A thread of a test's play: what it throws is rethrown to who joins it, and joining it has a deadline.</summary>
internal sealed class Actor
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _thrown;

    public Actor(Action part)
    {
        _thread = new Thread(() => Play(part)) { IsBackground = true, Name = nameof(Actor) };
        _thread.Start();
    }

    public Thread Thread => _thread;

    public void Join()
    {
        if (!_thread.Join(Deadline)) throw new TimeoutException("The actor did not end in time.");
        _thrown?.Throw();
    }

    /// <summary>Polls until the condition holds. The deadline only bounds a failure; it decides nothing.</summary>
    public static void Until(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline) throw new TimeoutException("The condition did not come true.");
            Thread.Sleep(1);
        }
    }

    private void Play(Action part)
    {
        try
        {
            part();
        }
        catch (Exception e)
        {
            _thrown = ExceptionDispatchInfo.Capture(e);
        }
    }
}
