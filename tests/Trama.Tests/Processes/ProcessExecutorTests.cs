using System.Buffers;
using Trama.Processes.Shared;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Options and views of a process executor.</summary>
public sealed class ProcessExecutorTests
{
    private static int _initialized;

    [Fact]
    public async Task Snapshot_shows_workers_their_processes_and_what_they_run()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 2, Name = "pool" });
        using var gate = new Gate();
        Assert.Empty(executor.Snapshot().Workers);
        Task<int> call = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);

        ExecutorSnapshot snapshot = executor.Snapshot();

        Assert.Equal(
            ("pool", "processes", "open", "shared memory", 1),
            (snapshot.Name, snapshot.Model, snapshot.State, snapshot.Channel, snapshot.Running));
        WorkerSnapshot worker = Assert.Single(snapshot.Workers);
        Assert.Equal((1, "busy", 1L), (worker.Id, worker.State, worker.Calls));
        Assert.EndsWith(nameof(WorkerFunctions.PassAsProcess), worker.Function, StringComparison.Ordinal);
        Assert.True(gate.HasEntered(worker.ProcessId!.Value));
        gate.Open();
        await call;
    }

    [Fact]
    public async Task Payload_codec_carries_what_the_built_in_ones_refuse()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, PayloadCodec = new TypeCodec() });

        Assert.Equal(typeof(List<int>), await executor.RunAsync(static type => typeof(List<>).MakeGenericType(type), typeof(int)));
    }

    [Fact]
    public void Codec_that_a_worker_could_not_make_is_refused() =>
        Assert.Contains("TRM0156", Assert.Throws<ArgumentException>(
            () => Executor.Processes(new ProcessExecutorOptions { PayloadCodec = new NeedyCodec(1) })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Inline_runs_in_this_process_with_the_encoding_round_trip_kept()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Inline = true });
        var list = new List<int> { 1 };

        Assert.Equal(Environment.ProcessId, await executor.RunAsync(WorkerFunctions.ProcessId));
        List<int> result = await executor.RunAsync(static given => given, list);

        Assert.NotSame(list, result);
        Assert.Equal(list, result);
        await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(WorkerFunctions.Throw, "inline too"));
        int captured = list.Count;
        Assert.Throws<ArgumentException>(() => { _ = executor.RunAsync(() => captured); });
        await executor.WarmUpAsync();
    }

    [Fact]
    public async Task Inline_runs_the_initializer_once_before_the_first_call()
    {
        int before = _initialized;
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Inline = true, Initializer = static () => _initialized++ });

        Assert.Equal(before + 1, await executor.RunAsync(static () => _initialized));
        Assert.Equal(before + 1, await executor.RunAsync(static () => _initialized));
    }

    [Fact]
    public async Task Inline_breaks_with_the_error_of_its_initializer()
    {
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Inline = true, Initializer = static () => throw new FormatException("initializer") });

        for (int i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(static () => 1));
            Assert.Equal("initializer", Assert.IsType<FormatException>(error.InnerException).Message);
        }

        await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.WarmUpAsync());
        Assert.Equal("broken", executor.Snapshot().State);
    }

    [Fact]
    public async Task Inline_by_the_environment_variable_needs_no_change_of_the_program()
    {
        ProgramRun run = await ProgramRun.RunAsync(
            SupportPrograms.WorkersProbe, ["start"], new Dictionary<string, string?> { ["TRAMA_INLINE"] = "1" });

        Assert.Contains("other process: False", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Higher_priority_runs_first_among_those_that_wait()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        var order = new List<int>();
        Task<int> first = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 0);
        await gate.UntilEnteredAsync(1);
        int[] priorities = [1, 3, 2];
        Task[] calls = [.. priorities.Select(priority => executor.With(new CallOptions
        {
            Priority = priority,
            OnRecord = _ => order.Add(priority),
        }).RunAsync(WorkerFunctions.Double, priority))];

        gate.Open();
        await first;
        await Task.WhenAll(calls);

        Assert.Equal([3, 2, 1], order);
    }

    [Fact]
    public async Task Large_arguments_and_results_cross_whole_and_small_calls_go_on_after_them()
    {
        await using var executor = Executor.Processes(1);
        var bytes = new byte[20_000_000];
        new Random(1).NextBytes(bytes);

        byte[] back = await executor.RunAsync(static given => { Array.Reverse(given); return given; }, bytes);

        Array.Reverse(back);
        Assert.True(bytes.AsSpan().SequenceEqual(back));
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task Record_of_a_call_tells_its_worker_its_bytes_and_its_processor_time()
    {
        await using var executor = Executor.Processes(1);
        CallRecord? record = null;

        await executor.With(new CallOptions { OnRecord = made => record = made }).RunAsync(WorkerFunctions.Double, 2);

        Assert.Equal((1, 1, CallOutcome.Succeeded), (record!.Worker, record.Attempts, record.Outcome));
        Assert.True(record.Bytes >= 2 * sizeof(int));
        Assert.NotNull(record.CpuTime);
    }

    [Fact]
    public async Task Record_of_a_call_counts_what_travels_beside_its_frames()
    {
        await using var executor = Executor.Processes(1);
        CallRecord? record = null;

        byte[] back = await executor.With(new CallOptions { OnRecord = made => record = made })
            .RunAsync(static given => given[..(SegmentPool.Threshold + 1)], new byte[SegmentPool.Threshold * 2]);

        Assert.InRange(record!.Bytes, (3 * SegmentPool.Threshold) + 1, (3 * SegmentPool.Threshold) + 1_000);
    }

    public sealed class TypeCodec : IPayloadCodec
    {
        public bool CanCarry(Type type) => type == typeof(Type);

        public void Write(IBufferWriter<byte> writer, object value, Type type) =>
            writer.Write(System.Text.Encoding.UTF8.GetBytes(((Type)value).AssemblyQualifiedName!));

        public object Read(ReadOnlySpan<byte> payload, Type type) =>
            Type.GetType(System.Text.Encoding.UTF8.GetString(payload), throwOnError: true)!;
    }

    public sealed class NeedyCodec(int size) : IPayloadCodec
    {
        public bool CanCarry(Type type) => size > 0;

        public void Write(IBufferWriter<byte> writer, object value, Type type)
        {
        }

        public object Read(ReadOnlySpan<byte> payload, Type type) => size;
    }
}
