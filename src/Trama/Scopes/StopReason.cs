namespace Trama.Scopes;

/// <summary>Why a scope was cancelled. The first reason stays.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>A part failed.</summary>
    Failed,

    /// <summary>By <see cref="TaskScope.Cancel"/>.</summary>
    Canceled,

    /// <summary>The token that the scope was opened with was cancelled.</summary>
    Outer,

    /// <summary>Its limit passed.</summary>
    TimedOut,
}
