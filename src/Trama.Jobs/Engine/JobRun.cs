using Trama.Jobs.Engine.Journal;
using Trama.Jobs.Engine.Outputs;
using Trama.Jobs.Engine.Running;

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
    private readonly Tally _tally = new(time ?? TimeProvider.System);
    private readonly List<Notice> _notices = [];

    /// <summary>Told of every item that ends, one at a time; it must be quick. Set before <see cref="RunAsync"/>.</summary>
    public Action<ItemEnd<TInput, TResult>>? OnItem { get; set; }

    /// <summary>Told of what the user should know while the job runs (fewer workers, a damaged journal). Set before <see cref="RunAsync"/>.</summary>
    public Action<Notice>? OnNotice { get; set; }

    /// <summary>How far it is. From any thread, at any time.</summary>
    public JobProgress Progress => _tally.Progress();

    /// <summary>The plan, with what earlier runs have done taken out of it: what <c>--dry-run</c> shows. Writes nothing.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JobException">The request can't be met.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<JobForecast<TInput>> ForecastAsync(CancellationToken cancellationToken = default)
    {
        var started = _time.GetTimestamp();
        job.Check();
        var model = options.Model ?? job.DefaultModel;
        var workers = Workers(model);
        var plan = await job.PlanAsync(cancellationToken);
        foreach (var notice in plan.Notices) Tell(notice);
        IReadOnlyDictionary<string, MadeFrom>? outputs = new Dictionary<string, MadeFrom>();
        var rows = options.Journal is { } place ? JournalDatabase.Peek(place.Path, out outputs) : [];
        if (options.Fresh) rows.Clear();
        var list = new Worklist<TInput>(plan, rows, job.Settings, options.RetryFailed, options.Overwrite, outputs);
        Count(plan, list);
        list.Refused.ForEach(_tally.Refused);
        var summary = Summarize(model, workers, started, _time.GetTimestamp(), JobEnding.Planned, null);
        return new([.. list.ToDo.Select(next => next.Item)], [.. list.Skipped.Select(skipped => skipped.Item)], summary);
    }

    /// <summary>Runs the job.</summary>
    /// <param name="stop">
    /// Takes no more work, lets what runs finish for <see cref="JobOptions.Grace"/>, then ends it by force. The run still returns its summary.
    /// </param>
    /// <exception cref="JobException">The request can't be met, or another run holds the journal; nothing was begun.</exception>
    public async Task<JobSummary> RunAsync(CancellationToken stop = default)
    {
        var started = _time.GetTimestamp();
        job.Check();
        var model = options.Model ?? job.DefaultModel;
        var workers = Workers(model);
        await using var executor = JobExecutors.Create(model, workers, _time, job.Configure);
        // Where there is no journal there will be something to do: worker processes start while it is made and the job is planned. Should
        // they fail to, the first item meets the same trouble and tells it.
        var warming = options.Journal is { } place && !File.Exists(place.Path) ? executor.WarmUpAsync(stop) : Task.CompletedTask;
        // The lock comes before the planner, which may look at outputs.
        using var journal = JournalBook.Open(options.Journal, options.Fresh, _time, Tell);
        var plan = await PlanAsync(stop);
        if (plan is null) return Summarize(model, workers, started, _time.GetTimestamp(), JobEnding.Stopped, null);

        var leftovers = new Leftovers(plan.Items.Select(item => item.Output).OfType<string>());
        leftovers.Remove();
        var list = new Worklist<TInput>(plan, journal.Rows, job.Settings, options.RetryFailed, options.Overwrite, journal.Claimed);
        journal.Claim(list.NewOutputs());
        Count(plan, list);
        var ending = new ItemEndings<TInput, TResult>(job, list, journal, _tally, item => OnItem?.Invoke(item));
        ending.TellWhatIsSettled();

        var began = _time.GetTimestamp();
        if (job.LongestFirst) list.BeginWithLongest();
        using var crew = new Crew<TInput, TResult>(job, options, ending, list.ToDo, Tell, _time);
        await crew.RunAsync(executor, model, workers, stop);
        await warming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // No worker is left that could be writing: what is there now, one that died has left.
        await executor.DisposeAsync();
        leftovers.Remove();
        var isFinished = _tally.Progress() is var all && all.Done + all.Skipped == all.Items;
        journal.End(isFinished);
        return Summarize(model, workers, started, began, crew.Ending, crew.Reason);
    }

    private async Task<JobPlan<TInput>?> PlanAsync(CancellationToken stop)
    {
        try
        {
            var plan = await job.PlanAsync(stop);
            foreach (var notice in plan.Notices) Tell(notice);
            return plan;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Count(JobPlan<TInput> plan, Worklist<TInput> list)
        => _tally.Plan(plan.Items.Count + plan.Refused.Count, list.Skipped.Count, list.ToDo.Sum(next => next.Item.Weight));

    private int Workers(string model)
    {
        var wanted = options.Workers ?? job.DefaultWorkers(model);
        var fitting = Descriptors.Fitting(model, wanted);
        if (fitting < wanted) Tell(Notices.Create(Notices.FewerWorkers, ("workers", fitting), ("wanted", wanted)));
        return fitting;
    }

    private void Tell(Notice notice)
    {
        lock (_notices) _notices.Add(notice);
        OnNotice?.Invoke(notice);
    }

    private JobSummary Summarize(string model, int workers, long started, long began, JobEnding ending, JobException? reason)
    {
        var progress = _tally.Progress();
        var now = _time.GetTimestamp();
        // Whatever made it stop: when nothing was left to do by then, it is complete. A plan that was stopped is not, nor one that was only made.
        var isComplete = ending != JobEnding.Planned && progress.Items > 0 && progress.Ended == progress.Items;
        return new()
        {
            Job = job.Name,
            Model = model,
            Workers = workers,
            Items = progress.Items,
            Done = progress.Done,
            Skipped = progress.Skipped,
            Failed = progress.Failed,
            WeightDone = progress.WeightDone,
            TookSeconds = _time.GetElapsedTime(started, now).TotalSeconds,
            RanSeconds = _time.GetElapsedTime(began, now).TotalSeconds,
            Ending = isComplete ? JobEnding.Complete : ending,
            Reason = isComplete ? null : reason,
            Failures = _tally.Failures(),
            Notices = [.. _notices],
        };
    }
}

/// <summary>What a run would do.</summary>
/// <param name="ToDo">Items that would be done, in order.</param>
/// <param name="Skipped">Items that earlier runs did, unchanged since.</param>
/// <param name="Summary">The counts, with what can't be begun, and what the user should know.</param>
internal sealed record JobForecast<TInput>(IReadOnlyList<JobItem<TInput>> ToDo, IReadOnlyList<JobItem<TInput>> Skipped, JobSummary Summary);
