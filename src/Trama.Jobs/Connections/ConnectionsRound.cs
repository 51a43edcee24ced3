using System.Diagnostics;
using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;
using Trama.Jobs.Connections.Servers;

namespace Trama.Jobs.Connections;

/// <summary>
/// One round of one model, in a process of its own: (1) start the executor and its workers, timed apart; (2) time calls that do nothing;
/// (3) serve under the model while the client does its work and measures; (4) read what it cost; (5) shut down.
/// </summary>
internal static class ConnectionsRound
{
    public static async Task<RoundResult> RunAsync(RoundSpec spec, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var server = EchoServer.Create(spec);
        try
        {
            await server.Executor.WarmUpAsync(cancellationToken);
            var startup = clock.Elapsed.TotalSeconds;
            var call = await EmptyCalls.MeasureAsync(server.Executor, cancellationToken);
            return await MeasureAsync(server, spec, startup, call, cancellationToken);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<RoundResult> MeasureAsync(
        EchoServer server, RoundSpec spec, double startup, double call, CancellationToken cancellationToken)
    {
        var setup = ConnectionsSetup.Parse(spec.Items[0]);
        var before = Usage.Now(server.Executor);
        var port = await server.StartAsync(cancellationToken);
        var answer = await ClientRequest.AskAsync(setup, port, server, spec.InFlight, cancellationToken);
        var cost = Usage.Now(server.Executor) - before;
        var measure = new RoundMeasure
        {
            Round = spec.Round,
            Order = spec.Order,
            WallSeconds = answer.WallSeconds,
            // Of the timed round trips alone where the system tells of other processes, else of all that was served.
            CpuSeconds = answer.CpuMicroseconds * setup.RoundTrips / 1e6 ?? cost.CpuSeconds,
            PeakBytes = PeakMemory.Of(server.Executor),
            VoluntarySwitches = cost.VoluntarySwitches,
            InvoluntarySwitches = cost.InvoluntarySwitches,
            StartupSeconds = startup,
            CallMicroseconds = call,
            Connections = ConnectionsMeasure.Of(answer, setup.Rate),
        };
        return new() { Measure = measure, Checksum = answer.Checksum };
    }
}
