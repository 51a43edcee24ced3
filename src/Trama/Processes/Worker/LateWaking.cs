namespace Trama.Processes.Worker;

/// <summary>
/// Wakes the parent for results that were shown to it without that: once about a millisecond for as long as there are such, on a thread of
/// its own, because the function may hold its thread, and the shared pool, for as long as it likes. Asleep otherwise.
/// </summary>
/// <param name="wake">Wakes the parent if it is parked.</param>
internal sealed class LateWaking(Action wake)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private Thread? _thread;
    private bool _isNoted;
    private bool _sleeps;

    /// <summary>Something was shown. From one thread at a time.</summary>
    public void Note()
    {
        // Before the look at who sleeps, with a full fence: either the thread sees this, or it is seen to sleep.
        if (Interlocked.Exchange(ref _isNoted, true))
            return;
        if (_thread is null)
            Start();
        else if (Volatile.Read(ref _sleeps))
            Rouse();
    }

    private void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "Trama waking" };
        _thread.UnsafeStart();
    }

    private void Rouse()
    {
        lock (_gate)
            Monitor.Pulse(_gate);
    }

    private void Run()
    {
        while (true)
        {
            SleepUntilNoted();
            Thread.Sleep(Patience);

            // Cleared first: what is shown after this is noted anew.
            Interlocked.Exchange(ref _isNoted, false);
            wake();
        }
    }

    private void SleepUntilNoted()
    {
        lock (_gate)
        {
            Volatile.Write(ref _sleeps, true);

            // The fence between "sleeps" and the look; see Note.
            Interlocked.MemoryBarrier();
            while (!Volatile.Read(ref _isNoted))
                Monitor.Wait(_gate);
            Volatile.Write(ref _sleeps, false);
        }
    }
}
