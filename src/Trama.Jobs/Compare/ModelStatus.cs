namespace Trama.Jobs.Compare;

/// <summary>How a model fared on a workload.</summary>
internal enum ModelStatus
{
    /// <summary>Every round ran. In JSON <c>ok</c>.</summary>
    Ok,

    /// <summary>It does not fit the workload and was not run. In JSON <c>left-out</c>.</summary>
    LeftOut,

    /// <summary>A round died, threw or timed out. In JSON <c>failed</c>.</summary>
    Failed,
}
