using Trama.Processes.Shared;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Shared;

/// <summary>What stays mapped after its use, and for how long.</summary>
public sealed class LingeringMappingsTests
{
    private const int Source = 77;

    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();

    [Fact]
    public void Memory_lingers_for_its_time_after_its_last_use()
    {
        var mappings = new LingeringMappings(_time, Keep);
        SharedMemory memory = Add(mappings, 4096);
        SharedMemory other = Add(mappings, 4096);

        _time.Advance(Keep / 2);
        mappings.Add(memory, Source);
        _time.Advance(Keep * 0.75);

        Assert.Equal((true, false), (Maps.Has(memory), Maps.Has(other)));
        _time.Advance(Keep);
        Assert.Equal((false, 0), (Maps.Has(memory), _time.Timers));
    }

    [Fact]
    public void No_more_bytes_linger_than_the_bound()
    {
        var mappings = new LingeringMappings(_time, Keep, mostBytes: 3 * 4096);
        SharedMemory[] small = [.. Enumerable.Range(0, 4).Select(_ => Add(mappings, 4096))];
        SharedMemory large = Add(mappings, 4 * 4096);

        Assert.DoesNotContain(small, Maps.Has);
        Assert.False(Maps.Has(large));
        SharedMemory[] fitting = [.. Enumerable.Range(0, 4).Select(_ => Add(mappings, 4096))];
        Assert.Equal([false, true, true, true], fitting.Select(Maps.Has));
        _time.Advance(2 * Keep);
        Assert.DoesNotContain(fitting, Maps.Has);
    }

    [Fact]
    public void Nothing_lingers_of_a_process_that_has_ended()
    {
        var mappings = new LingeringMappings(_time, Keep);
        SharedMemory gone = Add(mappings, 4096);
        SharedMemory stays = Add(mappings, 4096, source: Source + 1);

        mappings.Forget(Source);

        Assert.Equal((false, true), (Maps.Has(gone), Maps.Has(stays)));
        _time.Advance(2 * Keep);
        Assert.False(Maps.Has(stays));
    }

    private static SharedMemory Add(LingeringMappings mappings, long bytes, int source = Source)
    {
        SharedMemory memory = SharedMemory.Create("trama-test", bytes);
        mappings.Add(memory, source);
        memory.Dispose();
        return memory;
    }
}
