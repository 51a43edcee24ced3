namespace Trama.Jobs.Engine;

/// <summary>Everything there is to do.</summary>
internal sealed record JobPlan<TInput>
{
    /// <summary>In the order in which they are begun; keys are unique.</summary>
    public required IReadOnlyList<JobItem<TInput>> Items { get; init; }

    /// <summary>What was asked for and can't even be begun (a file that is not there): reported as failed, the others go on.</summary>
    public IReadOnlyList<RefusedItem> Refused { get; init; } = [];

    /// <summary>What the user should know before anything begins.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];
}

/// <summary>Something that can't be begun, and why.</summary>
internal sealed record RefusedItem(string Key, JobException Error);
