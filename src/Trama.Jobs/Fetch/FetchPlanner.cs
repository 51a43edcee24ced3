using Trama.Jobs.Files;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Fetch;

/// <summary>Gathers URLs, or starts a server of its own and names its pages.</summary>
internal static class FetchPlanner
{
    // One after the other, 50 ms each in the middle: under a second for inline.
    private const int DefaultPages = 16;

    public static async Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (request.Inputs.Count == 0) return await PlanOwnServerAsync(request, cancellationToken);
        string[] urls = [.. request.Inputs.SelectMany(Expand)];
        return new()
        {
            Items = [.. urls.Select(url => Item(url, request))],
            Input = Notices.Create(Notices.FetchInput, ("items", urls.Length)),
        };
    }

    private static async Task<PlannedWork> PlanOwnServerAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.StartAsync(request.Program, cancellationToken);
        return new()
        {
            Items = [.. Enumerable.Range(0, DefaultPages).Select(page => Item(ServerPage.Url(server.Address, request.Seed, page), request))],
            Input = Notices.Create(
                Notices.FetchServerInput,
                ("items", DefaultPages), ("lowMs", ServerPage.LowMilliseconds), ("highMs", ServerPage.HighMilliseconds), ("seed", request.Seed)),
            Owned = server,
        };
    }

    private static string Item(string url, WorkRequest request) => new FetchItem(url, (int)request.FetchTimeout.TotalMilliseconds).ToString();

    private static IEnumerable<string> Expand(string input)
    {
        if (IsUrl(input)) return [new Uri(input).AbsoluteUri];
        // What names a scheme was meant as a URL; calling it a missing file would mislead.
        if (input.Contains("://", StringComparison.Ordinal)) throw JobErrors.NotAUrl(input);
        return FileKinds.Of(input) switch
        {
            FileKind.Regular => ReadList(input),
            FileKind.Folder => throw JobErrors.NotAFile(input, "folder"),
            FileKind.Other => throw JobErrors.NotAFile(input, "special"),
            _ => throw JobErrors.NotAUrl(input),
        };
    }

    private static List<string> ReadList(string path)
    {
        var urls = new List<string>();
        foreach (var (text, line) in TextLines.Read(path))
        {
            if (text.StartsWith('#')) continue;
            urls.Add(IsUrl(text) ? new Uri(text).AbsoluteUri : throw JobErrors.UrlListLine(path, line, text));
        }

        return urls.Count > 0 ? urls : throw JobErrors.UrlListEmpty(path);
    }

    private static bool IsUrl(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;
}
