using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Trama.Tests.Processes.Faults;

/// <summary>Fault 14: native code that writes to descriptor 1 past everything that .NET knows of.</summary>
public sealed partial class NativeNoiseTests
{
    private const int Calls = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Native_output_disturbs_no_frame_and_comes_out_line_by_line(bool useSocket)
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 2,
            UseSocket = useSocket,
            Output = WorkerOutputMode.EventsOnly,
            OnEvent = events.Enqueue,
        });

        int[] results = await Task.WhenAll(Enumerable.Range(0, Calls).Select(n => executor.RunAsync(PrintAndDouble, n)));
        await executor.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, Calls).Select(n => 2 * n), results);
        Assert.Empty(events.OfType<ExecutorEvent.WorkerDied>());
        string[] lines = [.. events.OfType<ExecutorEvent.WorkerOutput>().Where(line => !line.IsError).Select(line => line.Line)];

        // What the C library buffers comes with its next flush, at the latest with the worker's exit.
        Assert.Equal(Enumerable.Range(0, Calls).Select(n => $"printed {n}").Order(), lines.Where(IsPrinted).Order());
        Assert.Equal(Calls, lines.Count(line => line.StartsWith("\u0004\u0001\u0006", StringComparison.Ordinal)));

        static bool IsPrinted(string line) => line.StartsWith("printed", StringComparison.Ordinal);
    }

    private static int PrintAndDouble(int n)
    {
        // A whole write at once, whose bytes look like a frame; and then buffered.
        byte[] likeFrame = [4, 1, 6, .. "raw\n"u8];
        _ = fflush(0);
        _ = write(1, likeFrame, (nuint)likeFrame.Length);
        _ = puts($"printed {n}");
        return 2 * n;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int puts(string text);

    [LibraryImport("libc")]
    private static partial int fflush(nint stream);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, byte[] bytes, nuint count);
}
