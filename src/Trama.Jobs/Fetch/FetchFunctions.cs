using System.Security.Cryptography;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Fetch;

/// <summary>A GET in its two natural forms: awaited, and with its thread blocked. Both hash the whole body.</summary>
internal static class FetchFunctions
{
    /// <summary>The body's SHA-256, lower-case hexadecimal; the calling thread waits.</summary>
    /// <exception cref="JobException">TRM0731 to TRM0734: no whole answer with status 200.</exception>
    public static string Get(FetchItem item)
    {
        using var timeout = new CancellationTokenSource(item.TimeoutMilliseconds);
        try
        {
            using var response = Send(item, timeout.Token);
            return Digest(item, response);
        }
        catch (Exception cause) when (FetchFaults.IsFault(cause))
        {
            throw FetchFaults.Explain(item, cause);
        }
    }

    /// <inheritdoc cref="Get"/>
    public static async Task<string> GetAsync(FetchItem item)
    {
        using var timeout = new CancellationTokenSource(item.TimeoutMilliseconds);
        try
        {
            using var response = await FetchClients.For(item.Url).GetAsync(item.Url, HttpCompletionOption.ResponseContentRead, timeout.Token);
            return Digest(item, response);
        }
        catch (Exception cause) when (FetchFaults.IsFault(cause))
        {
            throw FetchFaults.Explain(item, cause);
        }
    }

    private static HttpResponseMessage Send(FetchItem item, CancellationToken timeout)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, item.Url);
        using (AmbientLock.Suspend()) return FetchClients.For(item.Url).Send(request, HttpCompletionOption.ResponseContentRead, timeout);
    }

    // The body is in memory already: reading it here waits for nothing, under any model.
    private static string Digest(FetchItem item, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode) throw JobErrors.UrlStatus(item.Url, (int)response.StatusCode);
        using var body = response.Content.ReadAsStream();
        AmbientLock.Checkpoint();
        return Convert.ToHexStringLower(SHA256.HashData(body));
    }
}
