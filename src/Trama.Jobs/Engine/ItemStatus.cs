namespace Trama.Jobs.Engine;

/// <summary>What became of an item.</summary>
internal enum ItemStatus
{
    /// <summary>Done in this run.</summary>
    Done,

    /// <summary>Done by an earlier run, and unchanged since.</summary>
    Skipped,

    /// <summary>It failed, and was tried again as often as it may be.</summary>
    Failed,
}
