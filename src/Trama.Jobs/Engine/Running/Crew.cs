namespace Trama.Jobs.Engine.Running;

/// <summary>
/// Takes items through an executor until each has ended, or until the run has to stop: asked to, too many errors, no room, no workers.
/// </summary>
internal sealed class Crew<TInput, TResult>(
    Job<TInput, TResult> job, JobOptions options, ItemEndings<TInput, TResult> endings, IReadOnlyList<Try<TInput>> items, Action<Notice> tell)
{
    private readonly Lock _lock = new();
    private Executor? _executor;
    private Task _shutdown = Task.CompletedTask;
    private Intake<TInput>? _intake;
    private bool _hasLowered;

    public JobEnding Ending { get; private set; } = JobEnding.Complete;

    public JobException? Reason { get; private set; }

    public async Task RunAsync(string model, int workers, CancellationToken stop)
    {
        var executor = JobExecutors.Create(model, workers, job.Configure);
        // Enough that no worker waits for the next item, few enough that a large one is not queued behind others while a worker is free.
        var window = Math.Max(1, job.Window(model, workers));
        (_executor, _intake) = (executor, new(items, window));
        try
        {
            await using var stopping = stop.UnsafeRegister(_ => StopEarly(JobEnding.Stopped, null), null);
            await MapAsync(executor, _intake, model, new MapOptions { Ordered = false, MaxInFlight = window });
        }
        finally
        {
            await executor.DisposeAsync();
            await _shutdown;
        }
    }

    private async Task MapAsync(Executor executor, Intake<TInput> intake, string model, MapOptions map)
    {
        var view = options.Timeout is { } timeout ? executor.With(new CallOptions { Timeout = timeout }) : executor;
        try
        {
            await foreach (var result in job.Map(view, model, intake.FlowAsync(), map, CancellationToken.None))
            {
                var item = intake.Find(result.Index);
                if (result.IsSuccess) endings.Done(item, result.Value);
                else Fail(intake, item, result.Exception);
                intake.End(result.Index);
                if (endings.JournalFault is { } fault) StopEarly(JobEnding.CannotWrite, fault);
            }
        }
        catch (ObjectDisposedException) when (Ending != JobEnding.Complete)
        {
            // The executor was told to take no more between an item's coming in and its being handed over: it was not begun.
        }
        catch (ExecutorBrokenException broken)
        {
            StopEarly(JobEnding.PoolGaveUp, JobErrors.WorkersGaveUp(broken.Message));
        }
    }

    // Items that end because the run does are neither done nor failed: the next run takes them up.
    private void Fail(Intake<TInput> intake, Try<TInput> item, Exception exception)
    {
        if (Ending != JobEnding.Complete && exception is OperationCanceledException or ObjectDisposedException) return;
        if (exception is ExecutorBrokenException)
        {
            StopEarly(JobEnding.PoolGaveUp, JobErrors.WorkersGaveUp(exception.Message));
            return;
        }
        var error = ItemFaults.Explain(item.Item.Key, exception);
        if (error.Id == JobErrors.DiskFullId) StopEarly(JobEnding.CannotWrite, error);
        else if (error.Id == JobErrors.DescriptorsUsedUpId && item.Limit > 1) TryWithFewer(intake, item);
        else if (item.Attempt <= options.Retries && job.MayPass(error)) intake.Again(item with { Attempt = item.Attempt + 1 });
        else FailForGood(item, error);
    }

    private void FailForGood(Try<TInput> item, JobException error)
    {
        endings.Failed(item, error);
        if (endings.Failures >= options.MaxErrors) StopEarly(JobEnding.TooManyErrors, null);
    }

    private void TryWithFewer(Intake<TInput> intake, Try<TInput> item)
    {
        if (intake.Lower(item) is { } limit && !_hasLowered)
        {
            _hasLowered = true;
            tell(Notices.Create(Notices.DescriptorsUsedUp, ("limit", limit)));
        }
        intake.Again(item);
    }

    // The first reason stays. What waits is let go of, what runs may finish.
    private void StopEarly(JobEnding ending, JobException? reason)
    {
        lock (_lock)
        {
            if (Ending != JobEnding.Complete) return;
            (Ending, Reason) = (ending, reason);
            _intake!.Stop();
            _shutdown = _executor!.ShutdownAsync(ShutdownMode.CancelPending, options.Grace);
        }
    }
}
