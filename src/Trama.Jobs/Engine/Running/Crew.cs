using Trama.Jobs.Compare;

namespace Trama.Jobs.Engine.Running;

/// <summary>
/// Takes items through an executor until each has ended, or until the run has to stop: asked to, too many errors, no room, no workers, a
/// request that can't be met.
/// </summary>
internal sealed class Crew<TInput, TResult>(
    Job<TInput, TResult> job, JobOptions options, ItemEndings<TInput, TResult> endings, IReadOnlyList<Try<TInput>> items, Action<Notice> tell,
    TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _patience = new(Timeout.InfiniteTimeSpan, time);
    private Executor? _executor;
    private Task _shutdown = Task.CompletedTask;
    private Intake<TInput>? _intake;
    private bool _hasLowered;

    public JobEnding Ending { get; private set; } = JobEnding.Complete;

    public JobException? Reason { get; private set; }

    /// <summary>Runs until everything has ended, and disposes of the executor.</summary>
    public async Task RunAsync(Executor executor, string model, int workers, CancellationToken stop)
    {
        // Enough that no worker waits for the next item, few enough that a large one is not queued behind others while a worker is free.
        var window = Math.Max(1, job.Window(model, workers));
        // A timeout is an item's, so then each has a call of its own.
        var batch = options.Timeout is null ? job.Batch.For(items.Count, workers) : job.Batch with { Items = 1 };
        (_executor, _intake) = (executor, new(items, window, batch));
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

    public void Dispose() => _patience.Dispose();

    private async Task MapAsync(Executor executor, Intake<TInput> intake, string model, MapOptions map)
    {
        var view = options.Timeout is { } timeout ? executor.With(new CallOptions { Timeout = timeout }) : executor;
        try
        {
            if (job.Batch == JobBatch.None) await MapItemsAsync(view, intake, model, map);
            else await MapBatchesAsync(view, intake, model, map);
        }
        catch (OperationCanceledException) when (_patience.IsCancellationRequested)
        {
            // What ran was ended by its token, and is left for the next run.
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

    private async Task MapItemsAsync(Executor executor, Intake<TInput> intake, string model, MapOptions map)
    {
        await foreach (var result in job.Map(executor, model, intake.FlowAsync(), map, Forced(model)))
        {
            var item = intake.Find(result.Index)[0];
            if (result.IsSuccess) endings.Done(item, result.Value);
            else Fail(intake, item, result.Exception);
            End(intake, result.Index);
        }
    }

    private async Task MapBatchesAsync(Executor executor, Intake<TInput> intake, string model, MapOptions map)
    {
        await foreach (var result in job.MapBatches(executor, model, intake.FlowBatchesAsync(), map, Forced(model)))
        {
            var batch = intake.Find(result.Index);
            if (result.IsSuccess)
            {
                foreach (var (item, outcome) in batch.Zip(result.Value))
                {
                    if (outcome.Fault is null) endings.Done(item, outcome.Result!);
                    else Fail(intake, item, JobFaults.Parse(outcome.Fault)!);
                }
            }
            else if (batch is [var only])
            {
                Fail(intake, only, result.Exception);
            }
            else if (Ending == JobEnding.Complete)
            {
                // Which of them it was is found by trying each by itself.
                foreach (var item in batch) intake.Again(item);
            }
            End(intake, result.Index);
        }
    }

    // A shutdown by force ends what runs, but not what runs on this very thread: that only its token reaches. The other models keep to the
    // shutdown: a map that is cancelled may leave results behind that had arrived.
    private CancellationToken Forced(string model) => model == ModelNames.Inline ? _patience.Token : CancellationToken.None;

    private void End(Intake<TInput> intake, int number)
    {
        intake.End(number);
        if (endings.JournalFault is { } fault) StopEarly(JobEnding.CannotWrite, fault);
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
        else if (job.IsOfAll(error)) StopEarly(JobEnding.Impossible, error);
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

    // The first reason stays. What waits is let go of, what runs may finish for a while.
    private void StopEarly(JobEnding ending, JobException? reason)
    {
        lock (_lock)
        {
            if (Ending != JobEnding.Complete) return;
            (Ending, Reason) = (ending, reason);
            _intake!.Stop();
            _patience.CancelAfter(options.Grace);
            _shutdown = _executor!.ShutdownAsync(ShutdownMode.CancelPending, options.Grace);
        }
    }
}
