namespace Trama.Processes.Ipc;

/// <summary>
/// What must stay alive until the other side has what it was sent, or until a call that borrowed it has ended. One user at a time.
/// </summary>
internal sealed class Holds : IDisposable
{
    private readonly List<IDisposable> _held = [];

    public void Add(IDisposable held) => _held.Add(held);

    /// <summary>Lets go of all of it, the newest first. A second time does nothing.</summary>
    public void Dispose()
    {
        for (int i = _held.Count - 1; i >= 0; i--)
            _held[i].Dispose();
        _held.Clear();
    }
}
