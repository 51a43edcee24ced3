using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>One large value that whoever receives it reads whole: an argument, or a result.</summary>
internal sealed class Payload(Func<Executor, byte[], Task<int>> send) : ISide
{
    public const int Bytes = 64 << 20;

    private const int Calls = 4;

    private readonly ProcessExecutor _executor = Executor.Processes(1);
    private readonly byte[] _data = Filled();

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    public async Task<double[]> RoundAsync()
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++)
        {
            if (await send(_executor, _data) != -1)
                throw new InvalidOperationException("The payload arrived damaged.");
        }

        return [(double)Bytes * Calls / 1e9 / Stopwatch.GetElapsedTime(started).TotalSeconds];
    }

    private static byte[] Filled()
    {
        byte[] data = new byte[Bytes];
        Array.Fill(data, Work.Filling);
        return data;
    }
}
