using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace Trama.Benchmarks.Micro;

/// <summary>One call handed over and awaited, by model.</summary>
[MemoryDiagnoser]
public class SubmitBenchmarks
{
    private readonly InlineExecutor _inline = Executor.Inline();
    private readonly ThreadExecutor _threads = Executor.Threads();

    [Benchmark(Baseline = true)]
    [SuppressMessage("Performance", "CA1822", Justification = "BenchmarkDotNet runs instance methods.")]
    public Task<int> TaskRun() => Task.Run(static () => 1);

    [Benchmark]
    public Task<int> Inline() => _inline.RunAsync(static () => 1);

    [Benchmark]
    public Task<int> Threads() => _threads.RunAsync(static () => 1);

    [GlobalCleanup]
    public async Task DisposeAsync()
    {
        await _inline.DisposeAsync();
        await _threads.DisposeAsync();
    }
}
