namespace Trama.Jobs.Workloads;

/// <summary>Inputs that were checked, ready to be sent to rounds.</summary>
internal sealed record PlannedWork : IAsyncDisposable
{
    /// <summary>One text per item, in the order of the results; what it means is the workload's own business.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>How many results a round has; default: one for each item.</summary>
    public int Count
    {
        get => field == 0 ? Items.Count : field;
        init;
    }

    /// <summary>What the inputs are, for people.</summary>
    public required Notice Input { get; init; }

    /// <summary>Models that do not fit, each with the reason.</summary>
    public IReadOnlyDictionary<string, Notice> LeftOut { get; init; } = new Dictionary<string, Notice>();

    /// <summary>What a reader of the results should know.</summary>
    public IReadOnlyList<Notice> Remarks { get; init; } = [];

    /// <summary>What must live while rounds run, such as a server.</summary>
    public IAsyncDisposable? Owned { get; init; }

    public ValueTask DisposeAsync() => Owned?.DisposeAsync() ?? default;
}
