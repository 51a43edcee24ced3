using Trama.Cli.Rendering;
using Trama.Cli.Rendering.Json;
using Trama.Jobs;
using Trama.Jobs.Engine;

namespace Trama.Cli.Commands.Jobs;

/// <summary>A job's JSON lines on their way to where the user wants them, if anywhere; written as items end, so that they can be followed.</summary>
internal sealed class JobLines<TInput, TResult> : IDisposable
{
    private readonly JobJson<TInput, TResult>? _json;
    private readonly JsonOutput _target;
    private readonly LineBuffer _lines;
    private FileStream? _file;

    /// <param name="session">The standard streams.</param>
    /// <param name="target">A file, "-" for standard output, or null for nowhere.</param>
    /// <param name="job">Whose lines they are.</param>
    /// <param name="beside">How to write to a standard stream beside the progress.</param>
    /// <exception cref="CliException">The file can't be written.</exception>
    public JobLines(Session session, string? target, Job<TInput, TResult> job, Action<Action> beside)
    {
        _target = new JsonOutput(session, target);
        _json = _target.IsWanted ? new(job.Name, job.ResultJson) : null;
        _target.Probe();
        // Opened with the first line: a run that is refused leaves what an earlier one wrote.
        _lines = TakesStandardOutput
            ? new(bytes => beside(() => session.Terminal.WriteBytes(bytes)))
            : new(bytes => (_file ??= _target.Open()).Write(bytes.Span));
    }

    public bool TakesStandardOutput => _target.TakesStandardOutput;

    public void Add(ItemEnd<TInput, TResult> end)
    {
        if (_json is not null) Add(_json.Item(end));
    }

    public void AddPlanned(string key, string status, string? output, JobException? error)
    {
        if (_json is not null) Add(_json.Planned(key, status, output, error));
    }

    /// <summary>Sends what there is.</summary>
    public void Flush() => _target.Writing(_lines.Flush);

    /// <summary>Adds the summary, and tells where the file is.</summary>
    public void End(JobSummary summary, IReadOnlyDictionary<string, object> details)
    {
        if (_json is null) return;
        Add(_json.Summary(summary, details));
        Flush();
        _target.Tell();
    }

    public void Dispose() => _file?.Dispose();

    private void Add(byte[] line) => _target.Writing(() => _lines.Add(line));
}
