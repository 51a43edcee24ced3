using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Trama.Measurement;

/// <summary>
/// Calls for tools that listen by the platform's means: the <see cref="ActivitySource"/> and the <see cref="Meter"/> named <c>Trama</c>. Both
/// tell what the <see cref="CallRecord"/> tells; while nobody listens no record is made for them.
/// </summary>
internal static class CallTelemetry
{
    private const string Name = "Trama";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Counter<long> Calls = ExecutorMeter.Instance.CreateCounter<long>("trama.calls", "{call}", "Calls that have ended.");
    private static readonly Histogram<double> Duration =
        ExecutorMeter.Instance.CreateHistogram<double>("trama.call.duration", "s", "How long functions ran.");

    public static bool IsTraced => Source.HasListeners();

    public static bool IsMeasured => Calls.Enabled || Duration.Enabled;

    /// <summary>Begins the activity of a call, a child of the current one, and makes it the current one. Null: nobody wants it.</summary>
    public static Activity? Start(Call call, Executor executor)
    {
        Activity? activity = Source.StartActivity(call.FunctionName);
        activity?.SetTag("trama.executor", executor.Name);
        activity?.SetTag("trama.model", executor.Model);
        activity?.SetTag("trama.function", call.FunctionName);
        return activity;
    }

    public static void Record(CallRecord record, string model, Activity? activity)
    {
        string outcome = Lower(record.Outcome);
        var tags = new TagList
        {
            { "trama.executor", record.Executor },
            { "trama.model", model },
            { "trama.outcome", outcome },
        };
        Calls.Add(1, tags);
        if (record.Started is not null)
            Duration.Record(record.Ran.TotalSeconds, tags);
        if (activity is not null)
            End(activity, record, outcome);
    }

    private static void End(Activity activity, CallRecord record, string outcome)
    {
        activity.SetTag("trama.worker", record.Worker);
        activity.SetTag("trama.attempts", record.Attempts);
        activity.SetTag("trama.outcome", outcome);
        if (record.Outcome == CallOutcome.Failed)
            activity.SetStatus(ActivityStatusCode.Error);

        // Whatever ends a call, a timer or a worker's thread, goes on with the activity that it had.
        Activity? current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }

    private static string Lower(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Succeeded => "succeeded",
        CallOutcome.Failed => "failed",
        _ => "canceled",
    };
}
