using Trama.Jobs.Engine;

namespace Trama.Jobs.Tests.Engine;

/// <summary>A job's folder of a test's own: in/, out/, notes/, and runs in it.</summary>
internal sealed class JobFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public JobFolder()
    {
        Directory.CreateDirectory(Path.Combine(Root, "in"));
        Directory.CreateDirectory(Path.Combine(Root, "notes"));
    }

    public string Root => _folder.Path;

    public string Out => Path.Combine(Root, "out");

    public JournalPlace Journal => JournalPlace.In(Out, "copy");

    public void Dispose() => _folder.Dispose();

    public void Put(string name, string text) => _folder.Write(Path.Combine("in", name), text);

    public void PutMany(int count)
    {
        for (var i = 0; i < count; i++) Put($"{i:000}", $"text {i}");
    }

    public void LetGo(string name) => _folder.Write(Path.Combine("notes", name + ".go"), "");

    public string? Output(string name) => File.Exists(Path.Combine(Out, name)) ? File.ReadAllText(Path.Combine(Out, name)) : null;

    /// <summary>How often an item was begun, over all runs.</summary>
    public int Begun(string name) => File.Exists(Path.Combine(Root, "notes", name)) ? File.ReadAllText(Path.Combine(Root, "notes", name)).Length : 0;

    /// <summary>Outputs with their contents, as one text; names that begin with a dot are not outputs.</summary>
    public string Outputs() => Directory.Exists(Out)
        ? string.Join('\n', Directory.EnumerateFiles(Out).Order(StringComparer.Ordinal).Select(file => Path.GetFileName(file) + "=" + File.ReadAllText(file)))
        : "";

    public Task<JobSummary> RunAsync(JobOptions? options = null, CancellationToken stop = default)
        => RunAsync(new CopyJob(Root), options, stop);

    public Task<JobSummary> RunAsync(CopyJob job, JobOptions? options = null, CancellationToken stop = default)
        => new JobRun<CopyInput, CopyResult>(job, (options ?? new()) with { Journal = options?.Journal ?? Journal }).RunAsync(stop);
}
