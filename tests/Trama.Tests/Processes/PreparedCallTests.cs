using Trama.Processes;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Running;

namespace Trama.Tests.Processes;

/// <summary>What is encoded on the caller's thread, and what stays in the call until it is sent.</summary>
public sealed class PreparedCallTests
{
    private static readonly CodecSet Codecs = new(custom: null);

    [Fact]
    public void Calls_of_one_function_with_values_that_nobody_can_change_share_what_is_prepared()
    {
        PreparedCall first = Prepare(CallOf<int, int>(WorkerFunctions.Double, 1));
        PreparedCall second = Prepare(CallOf<int, int>(WorkerFunctions.Double, 2));

        Assert.Same(first, second);
    }

    [Fact]
    public void Values_that_stayed_in_the_call_are_written_when_it_is_sent()
    {
        Call call = CallOf<Pair<int, string>, int>(WorkerFunctions.Double, new(7, "text"));
        var writer = new PayloadWriter(Codecs);

        int bytes = Prepare(call).WriteTo(call, writer, function: 3);

        var reader = new PayloadReader(writer.Written.Span[(writer.Length - bytes)..], Codecs);
        Assert.Equal(7, reader.ReadInt32());
        Assert.Equal("text", reader.ReadString());
        Assert.True(call.HadArguments());
    }

    [Fact]
    public void Array_is_copied_when_the_call_is_made()
    {
        int[] array = [1, 2, 3];
        Call call = CallOf<int[], int>(WorkerFunctions.Double, array);
        PreparedCall prepared = Prepare(call);
        array[0] = 99;
        var writer = new PayloadWriter(Codecs);

        int bytes = prepared.WriteTo(call, writer, function: 0);

        var reader = new PayloadReader(writer.Written.Span[(writer.Length - bytes)..], Codecs);
        Assert.Equal([1, 2, 3], Codecs.For<int[]>().Read(ref reader)!);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Long_text_is_copied_when_the_call_is_made(int length, bool waits) =>
        Assert.Equal(waits, CallOf<string, int>(WorkerFunctions.Double, new string('x', length)).CanEncodeLater(Codecs));

    [Fact]
    public void Two_arguments_wait_only_if_both_may()
    {
        Assert.True(CallOf<Pair<int, long>, int>(WorkerFunctions.Double, new(1, 2)).CanEncodeLater(Codecs));
        Assert.False(CallOf<Pair<int, byte[]>, int>(WorkerFunctions.Double, new(1, [2])).CanEncodeLater(Codecs));
    }

    [Fact]
    public async Task Call_that_ends_while_its_arguments_are_read_is_known_to_have_lost_them()
    {
        await using var executor = Executor.Inline();
        Call call = CallOf<int, int>(WorkerFunctions.Double, 1);
        Assert.True(executor.TryEnterPrepared(call));
        Assert.True(call.HadArguments());

        call.Fail(new TimeoutException());

        Assert.False(call.HadArguments());
    }

    private static PreparedCall Prepare(Call call) => PreparedCall.Of(call, Codecs, measure: false);

    // The shape is never called here: what matters is how the arguments are kept.
    private static FunctionCall<Shape.Of1<T, TResult>.Func, T, TResult> CallOf<T, TResult>(Func<int, int> function, T argument) =>
        new(function, argument, CallOptions.Default, CancellationToken.None);
}
