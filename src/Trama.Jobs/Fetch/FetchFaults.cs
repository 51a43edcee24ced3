using System.Net.Sockets;

namespace Trama.Jobs.Fetch;

/// <summary>Says which of the ways a GET can fail it was.</summary>
internal static class FetchFaults
{
    public static bool IsFault(Exception cause) => cause is HttpRequestException or OperationCanceledException or IOException or SocketException;

    /// <summary>The only token that these GETs carry is their own timeout, so a cancellation is one.</summary>
    public static JobException Explain(FetchItem item, Exception cause) => cause switch
    {
        OperationCanceledException => JobErrors.UrlTimedOut(item.Url, item.TimeoutMilliseconds / 1000.0),
        _ when IsUnresolved(cause) => JobErrors.UrlUnresolved(item.Url, new Uri(item.Url).Host),
        _ => JobErrors.UrlFailed(item.Url, Innermost(cause).Message),
    };

    // A resolver that can't be reached says "try again"; for whoever waits for the page that is the same.
    private static bool IsUnresolved(Exception cause)
        => cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            || Innermost(cause) is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };

    private static Exception Innermost(Exception cause)
    {
        while (cause.InnerException is { } inner) cause = inner;
        return cause;
    }
}
