namespace Trama.Jobs.Engine;

/// <summary>
/// One run of a job: plan → run under an executor → journal → summary. Prints nothing. For one run only.
/// </summary>
/// <param name="job">What to do.</param>
/// <param name="options">How.</param>
/// <param name="time">The clock; null for the system's.</param>
internal sealed class JobRun<TInput, TResult>(Job<TInput, TResult> job, JobOptions options, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Told of every item that ends, one at a time; it must be quick. Set before <see cref="RunAsync"/>.</summary>
    public Action<ItemEnd<TInput, TResult>>? OnItem { get; set; }

    /// <summary>Told of what the user should know while the job runs (fewer workers, a damaged journal). Set before <see cref="RunAsync"/>.</summary>
    public Action<Notice>? OnNotice { get; set; }

    /// <summary>How far it is. From any thread, at any time.</summary>
    public JobProgress Progress => throw new NotImplementedException();

    /// <summary>The plan, with what earlier runs have done taken out of it: what <c>--dry-run</c> shows. Writes nothing.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JobException">The request can't be met.</exception>
    public Task<JobForecast<TInput>> ForecastAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Runs the job.</summary>
    /// <param name="stop">
    /// Takes no more work, lets what runs finish for <see cref="JobOptions.Grace"/>, then cancels it. The run still returns its summary.
    /// </param>
    /// <exception cref="JobException">The request can't be met, or another run holds the journal; nothing was begun.</exception>
    public Task<JobSummary> RunAsync(CancellationToken stop = default)
    {
        _ = (job, options, _time);
        throw new NotImplementedException();
    }
}

/// <summary>What a run would do.</summary>
/// <param name="ToDo">Items that would be done, in order.</param>
/// <param name="Skipped">Items that earlier runs did, unchanged since.</param>
/// <param name="Refused">Items that can't be begun.</param>
/// <param name="Notices">What the user should know.</param>
internal sealed record JobForecast<TInput>(
    IReadOnlyList<JobItem<TInput>> ToDo, IReadOnlyList<JobItem<TInput>> Skipped, IReadOnlyList<RefusedItem> Refused, IReadOnlyList<Notice> Notices);
