using System.Diagnostics;
using System.Net;

namespace Trama.Jobs.Connections.Client;

/// <summary>
/// One run against a server, on a loop: (1) a few connections until its code is warm, closed again; (2) its memory while idle; (3) all
/// connections, one round trip each; (4) its memory now; (5) round trips as fast as they go; (6) round trips at the stated rate.
/// </summary>
internal sealed class LoadRun(LoadRequest request, EventLoop loop, CancellationToken token)
{
    private const int WarmConnections = 64;
    private const int WarmRoundTrips = 20_000;
    private const int Opening = 128; // at once: below any listen backlog

    private readonly IPEndPoint _server = new(IPAddress.Loopback, request.Port);
    private readonly Messages _messages = new(request.Seed, request.RoundTrips + (request.Rate * request.Seconds));

    public async Task<LoadAnswer> RunAsync()
    {
        await WarmAsync();
        var idle = await SettledAsync();
        var connections = new List<LoadConnection>(request.Connections);
        try
        {
            await OpenAsync(connections, request.Connections);
            await ParallelAsync(connections, connections.Count);
            var held = await SettledAsync();
            return await DriveAsync(connections) with
            {
                Held = connections.Count,
                UserBytes = (double?)(held.Resident - idle.Resident) / connections.Count,
                // Both ends are this machine's.
                KernelBytes = (double?)(held.Slab - idle.Slab) / connections.Count / 2,
            };
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private async Task<LoadAnswer> DriveAsync(List<LoadConnection> connections)
    {
        var before = ServerView.Take(request.Pids);
        var clock = Stopwatch.StartNew();
        await ParallelAsync(connections, request.RoundTrips);
        var wall = clock.Elapsed.TotalSeconds;
        var cpu = ServerView.Take(request.Pids).CpuSeconds - before.CpuSeconds;
        var latencies = await new ConstantRate(connections, request.RoundTrips, request.Rate, request.Seconds).RunAsync(loop, token);
        return new()
        {
            WallSeconds = wall,
            RoundTripsPerSecond = request.RoundTrips / wall,
            CpuMicroseconds = cpu * 1e6 / request.RoundTrips,
            P50Microseconds = latencies[latencies.Length / 2],
            P99Microseconds = latencies[latencies.Length * 99 / 100],
            Checksum = _messages.Checksum(),
        };
    }

    private async Task WarmAsync()
    {
        var connections = new List<LoadConnection>(WarmConnections);
        await OpenAsync(connections, Math.Min(WarmConnections, request.Connections));
        await ParallelAsync(connections, Math.Min(WarmRoundTrips, _messages.Count));
        connections.ForEach(connection => connection.Dispose());
    }

    private async Task OpenAsync(List<LoadConnection> connections, int count)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Opening, count)).Select(_ => OpenSomeAsync()));

        async Task OpenSomeAsync()
        {
            while (left-- > 0) connections.Add(await LoadConnection.OpenAsync(loop, _server, _messages, token));
        }
    }

    // Messages 0 to count, one under way on each connection.
    private Task ParallelAsync(List<LoadConnection> connections, int count)
    {
        var sent = 0;
        return Task.WhenAll(connections.ConvertAll(connection => connection.RunAsync(() => sent < count ? sent++ : null, token)));
    }

    // A server frees what a connection left behind a little after its end.
    private async Task<ServerView> SettledAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200), loop.TimeProvider, token);
        return ServerView.Take(request.Pids);
    }
}
