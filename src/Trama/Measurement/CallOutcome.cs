namespace Trama;

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    /// <summary>With a result.</summary>
    Succeeded,

    /// <summary>With an exception, a timeout included.</summary>
    Failed,

    /// <summary>It was cancelled, before or while it ran.</summary>
    Canceled,
}
