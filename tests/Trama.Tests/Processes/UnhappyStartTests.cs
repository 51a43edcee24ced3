using System.Net.Sockets;
using Trama.Processes;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Starts that meet strangers, failures half-way, and shutdowns that meet crashes.</summary>
public sealed class UnhappyStartTests
{
    private const int Rounds = 20;

    // Whoever may list the system's sockets can connect first; who then says nothing keeps the worker out for two seconds, not for ever.
    [Fact]
    public Task Silent_stranger_on_the_endpoint_does_not_keep_the_worker_out() => StartsBesideStrangerAsync([]);

    [Theory]
    [InlineData(new byte[] { 9, 0, 0, 0, 99 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 7 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255 })]
    public Task Stranger_that_talks_nonsense_on_the_endpoint_does_not_keep_the_worker_out(byte[] nonsense) =>
        StartsBesideStrangerAsync(nonsense);

    private static async Task StartsBesideStrangerAsync(byte[] says)
    {
        for (int round = 0; round < Rounds; round++)
        {
            await using var executor = Executor.Processes(1);
            string[] old = [.. Endpoints()];
            Task<int> call = executor.RunAsync(WorkerFunctions.Double, 21);
            using Socket stranger = await ConnectToNewEndpointAsync(old);
            if (says.Length > 0)
                stranger.Send(says);

            Assert.Equal(42, await call);

            // The parent has closed it: it was let in, before the worker. Otherwise it came too late, and tries again.
            if (stranger.Poll(0, SelectMode.SelectRead) && stranger.Receive(new byte[1]) == 0)
                return;
        }

        Assert.Fail("The worker was quicker each time.");
    }

    [Fact]
    public async Task Start_that_fails_after_the_process_exists_leaves_no_process()
    {
        var command = new WorkerCommand("/bin/sleep", ["316"]);

        // The handshake is what comes after the start.
        Assert.Throws<NullReferenceException>(() => WorkerProcess.Start(command, new ProcessExecutorOptions(), null!, (_, _) => { }, () => { }));

        await Until.TrueAsync(() => !ProcessTree.Descendants().Any(IsSleeping), () => "the process is still there");

        static bool IsSleeping(int process) => CommandLineOf(process).Contains("sleep\0316", StringComparison.Ordinal);
    }

    // The worker is no longer among those that the shutdown kills, and its call not yet back in the queue that the shutdown has swept.
    [Fact]
    public async Task Call_whose_worker_crashes_into_a_forced_shutdown_is_cancelled_and_not_lost()
    {
        ProcessExecutor? executor = null;
        Task? closed = null;
        executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            OnEvent = happened =>
            {
                if (happened is ExecutorEvent.WorkerDied)
                    closed = executor!.ShutdownAsync(ShutdownMode.Kill);
            },
        });
        using var gate = new Gate();
        Task<int> call = executor.With(new CallOptions { Idempotent = true }).RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);

        _ = WorkerFunctions.kill(executor.Snapshot().Workers.Single().ProcessId!.Value, 9);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await closed!;
        Assert.Empty(executor.Snapshot().Workers);
        Assert.Equal(1, gate.Entered);
    }

    private static async Task<Socket> ConnectToNewEndpointAsync(string[] old)
    {
        string? found = null;
        await Until.TrueAsync(() => (found = Endpoints().Except(old).FirstOrDefault()) is not null, () => "there is no new endpoint");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint("\0" + found![1..]));
        return socket;
    }

    // Abstract sockets are shown with an @ in front.
    private static IEnumerable<string> Endpoints() =>
        File.ReadLines("/proc/net/unix").Select(line => line.Split(' ')[^1])
            .Where(name => name.StartsWith($"@trama-{Environment.ProcessId}-", StringComparison.Ordinal));

    private static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
