using System.Diagnostics;

namespace Trama.Tests.Processes.Life;

/// <summary>What can't be is refused when the executor is made, with the option's name.</summary>
public sealed class LifeOptionsTests
{
    public static TheoryData<string, ProcessExecutorOptions> Wrong => new()
    {
        { "IdleTimeout", new() { IdleTimeout = TimeSpan.Zero } },
        { "IdleTimeout", new() { IdleTimeout = TimeSpan.FromDays(50) } },
        { "Spares", new() { Spares = -1 } },
        { "HeartbeatTimeout", new() { HeartbeatTimeout = TimeSpan.FromMilliseconds(999) } },
        { "MaxRestarts", new() { MaxRestarts = -1 } },
        { "RestartPeriod", new() { RestartPeriod = TimeSpan.Zero } },
        { "SoftMemoryLimit", new() { SoftMemoryLimit = 0 } },
        { "HardMemoryLimit", new() { HardMemoryLimit = 0 } },
        { "HardMemoryLimit", new() { SoftMemoryLimit = 10, HardMemoryLimit = 9 } },
        { "ConserveMemory", new() { GarbageCollector = new() { ConserveMemory = 10 } } },
        { "HeapLimit", new() { GarbageCollector = new() { HeapLimit = 1024 } } },
        { "Processors", new() { Processors = [] } },
        { "Processors", new() { Processors = [0, 1024] } },
        { "Priority", new() { Priority = (ProcessPriorityClass)1 } },
        { "WorkingDirectory", new() { WorkingDirectory = "/there/is/no/such/folder" } },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Impossible_setting_is_refused_by_name(string option, ProcessExecutorOptions options)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Executor.Processes(options));

        Assert.Equal(option, error.ParamName);
        Assert.Matches(@"\(TRM01\d\d\)", error.Message);
    }
}
