namespace Trama.Scopes;

/// <summary>The wording of a scope's errors.</summary>
internal static class ScopeErrors
{
    public static AggregateException Failed(IReadOnlyCollection<Exception> failures) =>
        new($"{failures.Count} failure(s) ended the task scope; what it had started was cancelled and has ended. (TRM0301)", failures);

    public static InvalidOperationException HasEnded() =>
        new("The task scope has ended, so nothing can be started in it: nothing outlives a scope. Start it before the scope's body and "
            + "everything in it have ended, or open another scope. (TRM0303)");

    public static OperationCanceledException CanceledFromOutside() =>
        new("A part of the task scope was cancelled, but not by the scope and not by a token that the part was given: its executor was "
            + "shut down, or the function gave up by itself. (TRM0304)");
}

/// <summary>
/// The refusal to start something in a scope that a failure is ending. A consequence, not a cause: the scope leaves it out of its report.
/// </summary>
internal sealed class ScopeRefusalException(TaskScope scope, Exception failure) : InvalidOperationException(
    $"The task scope is ending because of a failure ({failure.GetType().Name}: {failure.Message}), so nothing more is started in it. "
    + "Let the scope's body end; the scope reports every failure. (TRM0306)",
    failure)
{
    public TaskScope Scope => scope;
}
