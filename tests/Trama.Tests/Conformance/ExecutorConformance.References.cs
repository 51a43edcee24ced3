using System.Runtime.CompilerServices;

namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    private sealed record Payload(string Text);

    // 37
    [Fact]
    public async Task Argument_and_result_are_collectable_once_the_call_is_over()
    {
        await using Executor executor = CreateSmall();
        (WeakReference argument, WeakReference result) = await RunAndForget(executor);

        await Until.TrueAsync(() => IsGone(argument) && IsGone(result), () => "the executor still holds the argument or the result");
    }

    // 37
    [Fact]
    public async Task Item_of_a_map_is_collectable_while_the_map_goes_on()
    {
        await using Executor executor = CreateSmall();
        var references = new List<WeakReference>();
        await using IAsyncEnumerator<string> map =
            executor.MapAsync(Source(references), Describe, new() { MaxInFlight = 1 }).GetAsyncEnumerator();
        for (int i = 0; i < 5; i++)
            Assert.True(await map.MoveNextAsync());

        await Until.TrueAsync(() => IsGone(references[0]) && IsGone(references[1]), () => "the map still holds items that were consumed");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(WeakReference Argument, WeakReference Result)> RunAndForget(Executor executor)
    {
        var argument = new Payload("argument");
        Payload result = await executor.RunAsync(Copy, argument);
        return (new WeakReference(argument), new WeakReference(result));
    }

    private static Payload Copy(Payload payload) => payload with { Text = $"copy of {payload.Text}" };

    private static string Describe(Payload payload) => payload.Text;

    private static IEnumerable<Payload> Source(List<WeakReference> references)
    {
        while (true)
            yield return Referenced(references);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Payload Referenced(List<WeakReference> references)
    {
        var payload = new Payload($"{references.Count}");
        references.Add(new WeakReference(payload));
        return payload;
    }

    private static bool IsGone(WeakReference reference)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return !reference.IsAlive;
    }
}
