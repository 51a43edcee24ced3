namespace Trama.Tests.Conformance;

public sealed class AsyncConformanceTests : QueueingConformance
{
    protected override Executor Create(int workers = 2) => Executor.Async(new() { Concurrency = workers });

    protected override Executor CreateBounded(int workers, int capacity, QueueFullMode mode) =>
        Executor.Async(new() { Concurrency = workers, QueueCapacity = capacity, QueueFullMode = mode });
}
