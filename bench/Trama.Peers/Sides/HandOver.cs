using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>A shared array as an argument, small and large, of which the function reads both ends: the median of many calls.</summary>
internal sealed class HandOver : ISide
{
    private const int Calls = 1000;

    private readonly ProcessExecutor _executor = Executor.Processes(1);
    private readonly SharedArray<byte>[] _arrays = [Filled(1L << 20), Filled(1L << 30)];
    private readonly double[] _microseconds = new double[Calls];

    public async ValueTask DisposeAsync()
    {
        await _executor.DisposeAsync();
        foreach (SharedArray<byte> array in _arrays)
            array.Dispose();
    }

    public async Task<double[]> RoundAsync() => [await MedianAsync(_arrays[0]), await MedianAsync(_arrays[1])];

    private async Task<double> MedianAsync(SharedArray<byte> array)
    {
        for (int i = 0; i < Calls; i++)
        {
            long started = Stopwatch.GetTimestamp();
            int ends = await _executor.RunAsync(Work.ReadEnds, array);
            _microseconds[i] = (Stopwatch.GetTimestamp() - started) * 1e6 / Stopwatch.Frequency;
            if (ends != 2 * Work.Filling)
                throw new InvalidOperationException("The array arrived damaged.");
        }

        Array.Sort(_microseconds);
        return _microseconds[Calls / 2];
    }

    private static SharedArray<byte> Filled(long length)
    {
        var array = new SharedArray<byte>(length);
        using SharedView<byte> view = array.Open();
        view.Span.Fill(Work.Filling);
        return array;
    }
}
