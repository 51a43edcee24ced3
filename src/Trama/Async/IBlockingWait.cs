namespace Trama.Async;

/// <summary>
/// Called on the pumping thread around each wait that blocks, and never around callbacks: a worker that holds an execution lock lets it go
/// while it has nothing to run. Neither member may throw.
/// </summary>
internal interface IBlockingWait
{
    /// <summary>The thread is about to block.</summary>
    void BeforeWait();

    /// <summary>The thread is back, on its way to run callbacks.</summary>
    void AfterWait();
}
