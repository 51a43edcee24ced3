namespace Trama;

/// <summary>
/// A <see cref="TaskScope"/> did not end within its limit. Everything that it had started was cancelled and has ended by the time this is
/// thrown.
/// </summary>
public sealed class ScopeTimeoutException : TimeoutException
{
    internal ScopeTimeoutException(TimeSpan limit)
        : base($"The task scope did not end within its limit of {limit.TotalSeconds:0.###} s; what it had started was cancelled and has "
            + "ended. Give it more time with TaskScopeOptions.Timeout or TaskScope.CancelAfter, or give its parts less to do. (TRM0302)") =>
        Limit = limit;

    /// <summary>The limit: from the scope's start, or from the moment at which the scope was given another one.</summary>
    public TimeSpan Limit { get; }
}
