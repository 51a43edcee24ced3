using System.Text.Json;
using System.Text.Json.Serialization;
using Trama.Processes.Functions;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;
using Trama.Processes.Worker;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Workers are told of functions before they are asked to call them.</summary>
public sealed class PreparedFunctionTests
{
    private static int _asked;

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
        var codecs = new CodecSet(custom: null);
        var runner = new CallRunner(codecs, exceptionCodec: null);
        var writer = new PayloadWriter(codecs);
        (FunctionNaming.Of(WorkerFunctions.Double, typeof(Func<int, int>)) with { Token = 0x06000001 }).Write(writer);
        runner.Define(new PayloadReader(writer.Written.Span, codecs));

        runner.Prepare(0);
        Assert.Throws<InvalidDataException>(() => runner.Prepare(1));
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

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

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
