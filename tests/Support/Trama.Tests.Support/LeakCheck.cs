using System.Diagnostics;
using System.Runtime.Versioning;

namespace Trama.Tests.Support;

/// <summary>Counts what a test program holds at its beginning, and tells at its end what it did not give back.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LeakCheck
{
    // Killed processes need a moment to be reaped, and sockets to be closed by the threads that own them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly ProcessLeaks _processes = new();
    private readonly TemporaryFileLeaks _files = new();
    private readonly SharedMemoryLeaks _memory = new();
    private readonly DescriptorLeaks _descriptors;

    public LeakCheck()
    {
        RuntimeNoise.Provoke();
        _descriptors = new DescriptorLeaks();
    }

    public string? End()
    {
        string[] leaks;
        long started = Stopwatch.GetTimestamp();
        do
        {
            // What only waits for its finalizer is not held by anybody.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(LookEvery);
            leaks = [.. _processes.Find(), .. _descriptors.Find(), .. _memory.Find(), .. _files.Find()];
        }
        while (leaks.Length > 0 && Stopwatch.GetElapsedTime(started) < Patience);

        _processes.KillAll();
        _files.Clean();
        return leaks.Length == 0 ? null : $"The tests left {leaks.Length} thing(s) behind:\n  {string.Join("\n  ", leaks)}";
    }
}
