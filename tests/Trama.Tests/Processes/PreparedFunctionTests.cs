using System.Text.Json;
using System.Text.Json.Serialization;
using Trama.Processes;
using Trama.Processes.Functions;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Worker;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Workers are told of functions before they are asked to call them.</summary>
public sealed class PreparedFunctionTests
{
    private const long NoCall = -1;
    private readonly CodecSet _codecs = new(custom: null);
    private static int _asked;

    public PreparedFunctionTests() => _asked = 0;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_that_was_told_of_functions_calls_the_right_ones(bool useSocket)
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Spares = 1, UseSocket = useSocket });
        await executor.WarmUpAsync();
        Executor retrying = executor.With(new CallOptions { Idempotent = true });

        // Each round another worker answers, which was told of all functions of the rounds before, in another order than it is asked.
        for (int round = 0; round < 3; round++)
        {
            int id = await retrying.RunAsync(WorkerFunctions.ProcessId);
            Assert.Equal(4, await retrying.RunAsync(WorkerFunctions.Double, 2));
            Assert.Equal("5", await retrying.RunAsync(Text, 5L));
            _ = WorkerFunctions.kill(id, 9);
            Assert.Equal("6", await retrying.RunAsync(Text, 6L));
        }
    }

    [Fact]
    public void Preparing_a_function_that_is_not_there_is_left_to_its_call_to_tell()
    {
        CallRunner runner = RunnerWith(FunctionNaming.Of(WorkerFunctions.Double, typeof(Func<int, int>)) with { Token = 0x06000001 });
        Prepare(runner, 0);
        Assert.Throws<InvalidDataException>(() => Prepare(runner, 1));
    }

    [Fact]
    public void Preparing_a_function_does_everything_but_run_it()
    {
        CallRunner runner = RunnerWith(FunctionNaming.Of(Ask<int>, typeof(Func<int, int>)));
        CallAnswer answer = Prepare(runner, 0);
        Assert.Equal(0, _asked);

        // What a call of it would have answered, but for the number.
        var call = new PayloadWriter(_codecs);
        PreparedCall.WriteHead(call, 0, measure: false, CallSurroundings.CaptureEncoded());
        call.WriteArguments(0, (Func<int, int>)Ask<int>);
        byte[] rehearsed = answer.Written.ToArray();
        Assert.True(runner.Run(new IncomingCall(NoCall, _codecs, null!), call.Written.Span, answer));
        Assert.Equal(1, _asked);
        Assert.Equal(answer.Written.ToArray(), rehearsed);
    }

    [Fact]
    public void Preparing_a_stream_yields_nothing()
    {
        CallRunner runner = RunnerWith(FunctionNaming.Of(AskedStream, typeof(Func<int, IAsyncEnumerable<int>>)));
        Assert.False(Prepare(runner, 0).Written.IsEmpty);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public void Function_whose_values_are_carried_by_the_users_code_is_not_rehearsed()
    {
        CallRunner runner = RunnerWith(FunctionNaming.Of(Ask<Converted>, typeof(Func<Converted, Converted>)));
        Assert.True(Prepare(runner, 0).Written.IsEmpty);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public void Rehearsing_what_carries_a_value_runs_no_code_of_the_users()
    {
        var codecs = new CodecSet(new RefusingCodec());
        foreach (Type type in (Type[])[typeof(int), typeof(string), typeof(byte[]), typeof(ReadOnlyMemory<byte>), typeof((int, string)),
                     typeof(List<int>), typeof(Asking), typeof((Asking, string)), typeof(Converted), typeof(Refused), typeof((int, Refused))])
            codecs.For(type).Rehearse(codecs);

        Assert.Equal(0, _asked);
    }

    private CallRunner RunnerWith(FunctionReference function)
    {
        var runner = new CallRunner(_codecs, exceptionCodec: null);
        var writer = new PayloadWriter(_codecs);
        function.Write(writer);
        runner.Define(new PayloadReader(writer.Written.Span, _codecs));
        return runner;
    }

    private CallAnswer Prepare(CallRunner runner, int function)
    {
        var answer = new CallAnswer(_codecs);
        runner.Prepare(function, new IncomingCall(NoCall, _codecs, null!), answer);
        return answer;
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IAsyncEnumerable<int> AskedStream(int answer) => Ask(AsyncEnumerable.Empty<int>());

    private static T Ask<T>(T answer)
    {
        _asked++;
        return answer;
    }

    public readonly struct Asking(string? value)
    {
        public string? Something => Ask(value);
    }

    [JsonConverter(typeof(Converter))]
    public sealed class Converted;

    public sealed class Refused;

    public sealed class Converter : JsonConverter<Converted>
    {
        public override bool HandleNull => true;

        public override Converted? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Ask<Converted?>(null);

        public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) => Ask(0);
    }

    public sealed class RefusingCodec : IPayloadCodec
    {
        public bool CanCarry(Type type) => type == typeof(Refused);

        public void Write(System.Buffers.IBufferWriter<byte> writer, object value, Type type) => Ask(0);

        public object Read(ReadOnlySpan<byte> payload, Type type) => Ask(new object());
    }
}
