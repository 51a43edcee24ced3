using Trama.Jobs.Compare.Judging;
using Trama.Jobs.Compare.Rounds;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compare;

/// <summary>All rounds of one workload. A model that fails is not run again; the others go on.</summary>
internal sealed class WorkloadRun
{
    private readonly CheckedPlan _plan;
    private readonly Workload _workload;
    private readonly PlannedWork _work;
    private readonly RoundLauncher _launcher;
    private readonly ProgressBoard _progress;
    private readonly Dictionary<string, ModelRuns> _models;

    public WorkloadRun(CheckedPlan plan, Workload workload, PlannedWork work, RoundLauncher launcher, ProgressBoard progress)
    {
        _plan = plan;
        _workload = workload;
        _work = work;
        _launcher = launcher;
        _progress = progress;
        _models = plan.Models.ToDictionary(model => model, Prepare);
    }

    private int Rounds => _plan.Source.Rounds;

    private IEnumerable<string> Running => _plan.Models.Where(model => _models[model].Status == ModelStatus.Ok);

    public async Task<WorkloadReport> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var model in _models.Values.Where(model => model.Status == ModelStatus.LeftOut)) LeaveOut(model);
        for (var round = 1; round <= Rounds; round++) await RunRoundAsync(round, cancellationToken);

        ModelRuns[] models = [.. _plan.Models.Select(model => _models[model])];
        ThrowIfAllFailed(models);
        return ReportBuilder.Build(_workload.Name, _work, models);
    }

    private ModelRuns Prepare(string model)
    {
        var sizes = _workload.SizesOf(model, _work, _plan.Source.Workers, Environment.ProcessorCount);
        var runs = new ModelRuns(model, sizes.Workers, sizes.InFlight);
        if (!_work.LeftOut.TryGetValue(model, out var reason)) return runs;
        runs.Status = ModelStatus.LeftOut;
        runs.Reason = reason;
        return runs;
    }

    private void LeaveOut(ModelRuns model)
    {
        _progress.Pass(Rounds);
        _progress.Report(new CompareProgress.ModelLeftOut(_workload.Name, model.Model, model.Reason!));
    }

    private async Task RunRoundAsync(int round, CancellationToken cancellationToken)
    {
        var order = RoundOrder.Of(Running, _plan.Source.Seed, _workload.Name, round);
        for (var place = 1; place <= order.Length; place++)
            await RunModelAsync(_models[order[place - 1]], round, place, cancellationToken);
    }

    private async Task RunModelAsync(ModelRuns model, int round, int place, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _progress.Report(new CompareProgress.RoundStarted(_workload.Name, round, model.Model, _progress.Done, _progress.Total));
        var spec = Spec(model, round, place);
        var outcome = await _launcher.RunAsync(spec, _plan.Source.RoundTimeout, cancellationToken);
        var variants = new List<(string Variant, RoundResult Result)>();
        foreach (var variant in outcome.Failure is null ? _workload.VariantsOf(model.Model) : [])
        {
            var other = await _launcher.RunAsync(spec with { Variant = variant }, _plan.Source.RoundTimeout, cancellationToken);
            if (other.Result is { } result) variants.Add((variant, result));
            else outcome = other;
        }

        if (outcome.Failure is { } failure) Fail(model, round, failure);
        else Succeed(model, round, outcome.Result!, variants);
    }

    private RoundSpec Spec(ModelRuns model, int round, int place) => new()
    {
        Workload = _workload.Name,
        Model = model.Model,
        Workers = model.Workers,
        InFlight = model.InFlight,
        Items = _work.Items,
        Method = _plan.Method,
        Round = round,
        Order = place,
    };

    private void Fail(ModelRuns model, int round, Notice failure)
    {
        model.Status = ModelStatus.Failed;
        model.Reason = failure;
        _progress.Pass(Rounds - round + 1);
        _progress.Report(
            new CompareProgress.ModelFailed(_workload.Name, round, model.Model, failure, _progress.Done, _progress.Total));
    }

    private void Succeed(ModelRuns model, int round, RoundResult result, List<(string Variant, RoundResult Result)> variants)
    {
        CheckSame(model, result.Checksum!);
        model.Checksum = result.Checksum;
        model.Rounds.Add(result.Measure!);
        foreach (var (variant, other) in variants)
        {
            CheckSame(model, other.Checksum!);
            model.Add(variant, other.Measure!);
        }

        _progress.Pass(1);
        _progress.Report(new CompareProgress.RoundEnded(
            _workload.Name, round, model.Model, result.Measure!.WallSeconds, _progress.Done, _progress.Total));
    }

    // Checked after every round: figures for different work are worth nothing, so there is no use in going on.
    private void CheckSame(ModelRuns model, string checksum)
    {
        if (_models.Values.FirstOrDefault(other => other.Checksum is { } known && known != checksum) is { } other)
            throw JobErrors.ChecksumsDiffer(_workload.Name, model.Model, checksum, other.Model, other.Checksum!);
    }

    private void ThrowIfAllFailed(ModelRuns[] models)
    {
        if (models.Any(model => model.Status == ModelStatus.Ok)) return;
        if (models.FirstOrDefault(model => model.Status == ModelStatus.Failed) is { } failed)
            throw JobErrors.NoModelRan(_workload.Name, failed.Model, failed.Reason!);
        throw JobErrors.NoModelFits(_workload.Name, models[0].Model, models[0].Reason!);
    }
}
