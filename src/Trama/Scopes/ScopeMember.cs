namespace Trama.Scopes;

/// <summary>
/// One part of a scope: its body, a function, a call, an item of a map. It keeps the scope from ending until <see cref="Leave"/>, and tells
/// it of its failure before anybody else learns of that: who has seen a part fail finds the scope cancelled.
/// </summary>
internal sealed class ScopeMember
{
    private readonly TaskScope _scope;
    private readonly CancellationToken _own;
    private readonly CancellationTokenSource? _linked;
    private readonly bool _tells;

    /// <param name="scope">The scope, which has counted the part in.</param>
    /// <param name="tells">Whether its failure is the scope's, or goes to somebody who consumes its results.</param>
    /// <param name="own">A token that cancels this part alone.</param>
    public ScopeMember(TaskScope scope, bool tells, CancellationToken own)
    {
        _scope = scope;
        _own = own;
        _tells = tells;
        if (own.CanBeCanceled && tells)
            _linked = CancellationTokenSource.CreateLinkedTokenSource(scope.CancellationToken, own);

        // A part that does not tell is stopped by its consumer, whose token is linked to the scope's already.
        Token = _linked?.Token ?? (tells ? scope.CancellationToken : own);
    }

    /// <summary>Cancelled with the scope, and with the part's own token.</summary>
    public CancellationToken Token { get; }

    public void Fail(Exception failure)
    {
        if (_tells)
            _scope.NoteFailure(failure, _own);
    }

    public void Fail(IReadOnlyCollection<Exception> failures)
    {
        foreach (Exception failure in failures)
            Fail(failure);
    }

    public void Cancel()
    {
        if (_tells)
            _scope.NoteCancellation(null, _own);
    }

    /// <summary>The part has ended, and its task is complete.</summary>
    public void Leave()
    {
        _linked?.Dispose();
        _scope.Leave();
    }
}
