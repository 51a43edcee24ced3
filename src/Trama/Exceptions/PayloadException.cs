namespace Trama;

/// <summary>An argument or a result can't cross the boundary between processes.</summary>
public sealed class PayloadException : Exception
{
    internal PayloadException(string message, string? member, Exception? inner = null)
        : base(message, inner) => Member = member;

    /// <summary>The member at fault, as a path from the parameter or the result, or null when it is the value itself.</summary>
    public string? Member { get; }
}
