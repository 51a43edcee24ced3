using System.Diagnostics;

namespace Trama.Jobs.Doctor.Workers;

/// <summary>Sends a text and gets it back; then some more, for what a call costs once everything is warm.</summary>
internal sealed class EchoCheck(TrialPool pool) : WorkerCheck(pool)
{
    private const string Text = "olá, worker";
    private const int Calls = 500;

    public override string Name => "echo";

    protected override async Task<Finding> TryAsync(CancellationToken cancellationToken)
    {
        var times = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await Pool.Executor.RunAsync(TrialFunctions.Echo, Text, cancellationToken);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (answer != Text) return Finding.Failed(Notices.EchoWrong, ("sent", Text), ("got", answer));
        }

        var first = times[0];
        Array.Sort(times);
        return Finding.Ok(Notices.Echo, ("firstMs", first), ("medianUs", times[Calls / 2] * 1000));
    }
}
