namespace Trama.Testing;

/// <summary>Under virtual time everything waits and no timer is armed, so that nothing would ever happen again.</summary>
public sealed class VirtualTimeDeadlockException : InvalidOperationException
{
    internal VirtualTimeDeadlockException(string message, IReadOnlyList<string> waiting)
        : base(message) => Waiting = waiting;

    /// <summary>
    /// The functions that were started on the loop and have not ended, oldest first; the main function is not among them.
    /// </summary>
    public IReadOnlyList<string> Waiting { get; }
}
