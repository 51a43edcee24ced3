using System.Buffers;
using System.Text;

namespace Trama.Tests.Processes;

/// <summary>What a function throws in a worker, as its caller sees it.</summary>
public sealed class RemoteErrorTests(SharedPool pool) : IClassFixture<SharedPool>
{
    // 27
    [Fact]
    public async Task Error_keeps_type_message_data_and_the_line_in_the_worker_through_two_throws()
    {
        var error = await Assert.ThrowsAsync<FormatException>(async () =>
        {
            try
            {
                await pool.Executor.RunAsync(WorkerFunctions.Throw, "no number");
            }
            catch (FormatException first)
            {
                await Task.Yield();
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            }
        });

        Assert.Equal("no number", error.Message);
        Assert.Contains($"{nameof(WorkerFunctions)}.{nameof(WorkerFunctions.Throw)}", error.StackTrace, StringComparison.Ordinal);
        Assert.Contains("WorkerFunctions.cs:line", error.StackTrace, StringComparison.Ordinal);
        Assert.Contains(
            nameof(Error_keeps_type_message_data_and_the_line_in_the_worker_through_two_throws), error.StackTrace, StringComparison.Ordinal);
    }

    // 28
    [Fact]
    public async Task Error_of_a_type_that_can_not_be_rebuilt_comes_as_a_remote_one_with_all_that_is_known()
    {
        var error = await Assert.ThrowsAsync<RemoteCallException>(() => pool.Executor.RunAsync(ThrowOwn));

        Assert.Equal((typeof(OwnException).FullName, "own 7"), (error.RemoteType, error.RemoteMessage));
        Assert.Equal("value", error.RemoteData["key"]);
        Assert.Contains(nameof(ThrowOwn), error.RemoteStackTrace, StringComparison.Ordinal);
        Assert.Equal("inner", Assert.IsType<RemoteCallException>(error.InnerException).RemoteMessage);
    }

    // 28
    [Fact]
    public async Task Error_whose_own_members_throw_arrives_and_its_worker_lives()
    {
        int worker = await pool.Executor.RunAsync(WorkerFunctions.ProcessId);

        var error = await Assert.ThrowsAsync<RemoteCallException>(() => pool.Executor.RunAsync(static () => throw new SpitefulException()));

        Assert.Equal(typeof(SpitefulException).FullName, error.RemoteType);
        Assert.Equal(worker, await pool.Executor.RunAsync(WorkerFunctions.ProcessId));
    }

    // 29
    [Fact]
    public async Task Result_that_can_not_cross_is_an_error_each_time_and_costs_no_worker()
    {
        int worker = await pool.Executor.RunAsync(WorkerFunctions.ProcessId);
        for (int i = 0; i < 20; i++)
            await Assert.ThrowsAsync<PayloadException>(() => pool.Executor.RunAsync<Loop>(MakeLoop));

        Assert.Equal(worker, await pool.Executor.RunAsync(WorkerFunctions.ProcessId));
    }

    [Fact]
    public async Task Several_errors_of_one_task_arrive_together()
    {
        var error = await Assert.ThrowsAsync<AggregateException>(() => pool.Executor.RunAsync(ThrowTwo));

        Assert.Equal(["one", "two"], error.InnerExceptions.Select(inner => inner.Message));
    }

    [Fact]
    public async Task Cancellation_that_the_caller_did_not_ask_for_is_an_error()
    {
        Task call = pool.Executor.RunAsync(static () => throw new OperationCanceledException("mine"));

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsFaulted);
    }

    [Fact]
    public async Task Exception_codec_brings_the_users_own_type_across()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, ExceptionCodec = new OwnExceptionCodec() });

        var error = await Assert.ThrowsAsync<OwnException>(() => executor.RunAsync(ThrowOwn));

        Assert.Equal(7, error.Number);
        Assert.Contains(nameof(ThrowOwn), error.StackTrace, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(WorkerFunctions.Throw, "not the codec's"));
    }

    private static void ThrowOwn() =>
        throw new OwnException(7, new OwnException(8) { Text = "inner" }) { Data = { ["key"] = "value" } };

    private static void ThrowTwo() => throw new AggregateException(new FormatException("one"), new FormatException("two"));

    private static Loop MakeLoop()
    {
        var loop = new Loop();
        loop.Next = loop;
        return loop;
    }

    private sealed class Loop
    {
        public Loop? Next { get; set; }
    }

    public sealed class OwnException(int number, Exception? inner = null) : Exception(null, inner)
    {
        public int Number => number;

        public string? Text { get; init; }

        public override string Message => Text ?? $"own {number}";
    }

    private sealed class SpitefulException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string StackTrace => throw new InvalidOperationException("no stack");
    }

    public sealed class OwnExceptionCodec : IExceptionCodec
    {
        public bool TryWrite(IBufferWriter<byte> writer, Exception exception)
        {
            if (exception is not OwnException own)
                return false;
            writer.Write(Encoding.UTF8.GetBytes($"{own.Number}"));
            return true;
        }

        public Exception Read(string typeName, ReadOnlySpan<byte> payload) => new OwnException(int.Parse(payload));
    }
}
