using Trama.Jobs.Compare;
using Trama.Jobs.Doctor.Limits;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Connections;

/// <summary>Decides how many connections, and starts the client.</summary>
internal static class ConnectionsPlanner
{
    /// <summary>Thread per connection is capped: each takes a stack and the scheduler's time, and a thousand show what that costs.</summary>
    public const int MostThreads = 1000;

    /// <summary>Under one lock fewer still: each thread that waits for it wakes every switch interval, and a thousand do little else.</summary>
    public const int MostLocked = 100;

    /// <summary>What a person asks for who says nothing: below what each model can do on two cores, so that latencies can be compared.</summary>
    public const int UsualRate = 5_000;

    // About a second for the slowest model.
    private const int RoundTrips = 30_000;
    private const int Seconds = 1;

    public static async Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        if (request.Inputs is [var input, ..]) throw JobErrors.ConnectionsTakeNoInput(input);
        var most = ConnectionLimits.Most(new SystemFiles());
        if (request.Connections > most) throw JobErrors.TooManyConnections(request.Connections.Value, most);
        var connections = request.Connections ?? Math.Min(ConnectionLimits.Usual, most);
        var client = await ClientProcess.StartAsync(request.Program, cancellationToken);
        var setup = new ConnectionsSetup(client.ControlPort, connections, RoundTrips, request.Rate ?? UsualRate, Seconds, request.Seed);
        return new()
        {
            Items = [setup.ToString()],
            Count = RoundTrips,
            Input = Notices.Create(
                Notices.ConnectionsInput,
                ("connections", connections), ("items", RoundTrips), ("rate", setup.Rate), ("seconds", Seconds), ("size", Client.Messages.Size)),
            LeftOut = LeftOut(),
            Remarks = connections > MostLocked
                ? [Notices.Create(Notices.ThreadsCapped, ("most", MostThreads), ("mostLocked", MostLocked))]
                : [],
            Owned = client,
        };
    }

    private static Dictionary<string, Notice> LeftOut()
    {
        var leftOut = new Dictionary<string, Notice> { [ModelNames.Inline] = Notices.Create(Notices.OneConnectionAtATime) };
        if (!OperatingSystem.IsLinux()) leftOut[ModelNames.Processes] = Notices.Create(Notices.PortNotShared);
        return leftOut;
    }
}
