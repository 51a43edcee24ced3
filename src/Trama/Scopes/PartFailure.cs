namespace Trama.Scopes;

/// <summary>The exception of a part that ran in a scope of its own, as the part threw it: without the wrapping of that scope.</summary>
internal static class PartFailure
{
    public static Exception Of(Task part) => part.Exception?.InnerException switch
    {
        null => new TaskCanceledException(part),
        AggregateException { InnerExceptions: [var only] } => only,
        var failure => failure,
    };
}
