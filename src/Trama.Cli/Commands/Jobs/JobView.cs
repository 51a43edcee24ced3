using Trama.Cli.Rendering;
using Trama.Jobs.Engine;

namespace Trama.Cli.Commands.Jobs;

/// <summary>What one job's command shows beyond what all show: its lines on standard output, and its summary.</summary>
internal abstract class JobView<TInput, TResult>
{
    /// <summary>An item ended. Data for standard output goes to <paramref name="lines"/>.</summary>
    public virtual void Show(ItemEnd<TInput, TResult> end, LineBuffer lines)
    {
    }

    /// <summary>The run ended: the last of the data.</summary>
    public virtual void Finish(JobSummary summary, LineBuffer lines)
    {
    }

    /// <summary>What came of it, in a sentence or two for people; null for the common one.</summary>
    public virtual string? Summarize(JobSummary summary) => null;

    /// <summary>What the JSON summary has beyond the common keys: snake_case keys; strings, longs, doubles or lists of strings.</summary>
    public virtual IReadOnlyDictionary<string, object> Details(JobSummary summary) => new Dictionary<string, object>();
}
