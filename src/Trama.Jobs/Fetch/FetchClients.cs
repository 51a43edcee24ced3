namespace Trama.Jobs.Fetch;

/// <summary>One client per process, as HttpClient wants it: its connections are kept and shared.</summary>
internal static class FetchClients
{
    private const int MaxRedirects = 10;
    private const long MaxBodyBytes = 256L << 20;

    private static readonly Lazy<HttpClient> Near = new(() => Create(useProxy: false));
    private static readonly Lazy<HttpClient> Far = new(() => Create(useProxy: true));

    /// <summary>The client for <paramref name="url"/>. A proxy from the environment is not asked for this machine's own addresses: it could not reach them.</summary>
    public static HttpClient For(string url) => new Uri(url).IsLoopback ? Near.Value : Far.Value;

    private static HttpClient Create(bool useProxy)
    {
        var handler = new SocketsHttpHandler { UseProxy = useProxy, UseCookies = false, MaxAutomaticRedirections = MaxRedirects };
        // Each GET brings its own timeout; the client's would count differently for the two forms.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxBodyBytes };
    }
}
