using Trama.Soak.Load;

namespace Trama.Soak;

/// <summary>Has the runtime open, before anything is counted, what it opens once and keeps.</summary>
internal static class WarmUp
{
    public static async Task RunAsync()
    {
        foreach (Shape shape in Shape.All)
        {
            await using var executor = Executor.Processes(shape.Options with { Workers = 1, Spares = 0 });
            using var array = new SharedArray<long>(1);
            await executor.RunAsync(static () => Environment.ProcessId);
            await executor.RunAsync(static (byte[] data) => data.Length, new byte[1 << 20]);
            await executor.RunAsync(static (SharedArray<long> given) => given.Length, array);
            await executor.MapResultsAsync([1, 2, 3], static n => n).CountAsync();
            _ = Payloads.Of(0, 1);
        }
    }
}
