namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    // 40
    [Fact]
    public async Task Shared_array_is_the_same_memory_for_the_caller_and_the_function()
    {
        await using Executor executor = CreateSmall();
        using var array = new SharedArray<int>([1, 2, 3, 4]);

        await executor.RunAsync(DoubleInPlace, array.Slice(1, 2));

        Assert.Equal(1 + 4 + 6 + 4, await executor.RunAsync(Sum, array.AsReadOnly()));
        using SharedView<int> view = array.Open();
        Assert.Equal([1, 4, 6, 4], view.Span.ToArray());
    }

    // 40
    [Fact]
    public async Task Shared_array_that_a_function_returns_belongs_to_the_caller()
    {
        await using Executor executor = CreateSmall();

        using SharedArray<int> array = await executor.RunAsync(CountTo, 5);
        using SharedView<int> view = array.Open();

        Assert.Equal([0, 1, 2, 3, 4], view.Span.ToArray());
    }

    // 40
    [Fact]
    public async Task Shared_array_that_was_disposed_of_is_an_error()
    {
        await using Executor executor = CreateSmall();
        var array = new SharedArray<int>(3);
        array.Dispose();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => executor.RunAsync(DoubleInPlace, array));

        Assert.Contains("TRM0611", error.Message, StringComparison.Ordinal);
    }

    // 40
    [Fact]
    public async Task Shared_arrays_travel_in_tuples_and_in_a_map_and_null_is_null()
    {
        await using Executor executor = Create();
        using var array = new SharedArray<int>([.. Enumerable.Range(0, 100)]);
        IEnumerable<(SharedArray<int>?, string)> parts =
            [.. Enumerable.Range(0, 10).Select(part => (array.Slice(part * 10L, 10), $"{part}")), (null, "none")];

        List<string> sums = await ToListAsync(executor.MapAsync(parts, NameAndSum));

        Assert.Equal([.. Enumerable.Range(0, 10).Select(part => $"{part}: {45 + 100 * part}"), "none: 0"], sums);
    }

    // 40
    [Fact]
    public async Task Shared_arrays_are_yielded_by_a_stream()
    {
        await using Executor executor = CreateSmall();
        var firsts = new List<int>();

        await foreach (SharedArray<int> array in executor.StreamAsync(YieldArrays, 100))
        {
            using (array)
            using (SharedView<int> view = array.Open())
                firsts.Add(view.Span[0]);
        }

        Assert.Equal(Enumerable.Range(0, 100), firsts);
    }

    private static void DoubleInPlace(SharedArray<int> array)
    {
        using SharedView<int> view = array.Open();
        foreach (ref int element in view.Span)
            element *= 2;
    }

    private static int Sum(ReadOnlySharedArray<int> array)
    {
        using ReadOnlySharedView<int> view = array.Open();
        return view.Span.ToArray().Sum();
    }

    private static string NameAndSum((SharedArray<int>? Array, string Name) part) =>
        $"{part.Name}: {(part.Array is null ? 0 : Sum(part.Array.AsReadOnly()))}";

    private static SharedArray<int> CountTo(int n) => new([.. Enumerable.Range(0, n)]);

    private static async IAsyncEnumerable<SharedArray<int>> YieldArrays(int n)
    {
        for (int i = 0; i < n; i++)
        {
            await Task.Yield();
            yield return new SharedArray<int>([i]);
        }
    }
}
