using Microsoft.Win32.SafeHandles;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Shared;

public sealed unsafe class SharedMemoryTests
{
    [Fact]
    public void This_system_has_shared_memory() => Assert.True(SharedMemory.IsSupported);

    [Fact]
    public void What_one_mapping_writes_the_other_reads()
    {
        using SharedMemory mine = SharedMemory.Create("trama-test", 10_000);
        using SharedMemory theirs = SharedMemory.Open(mine.Address, readOnly: false);

        mine.Pointer[9_999] = 42;
        theirs.Pointer[0] = 7;

        Assert.NotEqual((nint)mine.Pointer, (nint)theirs.Pointer);
        Assert.Equal((42, 7), (theirs.Pointer[9_999], mine.Pointer[0]));
        Assert.Equal((10_000, 10_000), (mine.Length, theirs.Length));
        Assert.True(mine.Populate() && theirs.Populate());
    }

    [Fact]
    public void Read_only_memory_is_read_only_for_the_kernel()
    {
        using SharedMemory mine = SharedMemory.Create("trama-test", 4096);
        using SharedMemory theirs = SharedMemory.Open(mine.Address, readOnly: true);
        Assert.True(theirs.IsReadOnly);

        using var file = new SafeFileHandle(theirs.Address.Descriptor, ownsHandle: false);
        Assert.Throws<UnauthorizedAccessException>(() => RandomAccess.Write(file, [1], 0));

        // PROT_READ | PROT_WRITE on a mapping of a descriptor that was opened for reading.
        Assert.Equal(-1, Native.Protect((nint)theirs.Pointer, 4096, 3));
    }

    [Fact]
    public void Memory_never_shrinks_or_grows()
    {
        using SharedMemory memory = SharedMemory.Create("trama-test", 8192);
        using var file = new SafeFileHandle(memory.Address.Descriptor, ownsHandle: false);

        Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(file, 4096));
        Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(file, 16384));

        Assert.Equal(8192, RandomAccess.GetLength(file));
    }

    [Fact]
    public void Memory_whose_holder_has_closed_it_is_gone()
    {
        SharedMemory memory = SharedMemory.Create("trama-test", 4096);
        SharedMemoryAddress address = memory.Address;
        memory.Dispose();

        Refused("TRM060", () => SharedMemory.Open(address, readOnly: true));
    }

    [Fact]
    public void Descriptor_that_is_another_memory_by_now_is_not_mapped()
    {
        using SharedMemory memory = SharedMemory.Create("trama-test", 4096);
        using SharedMemory other = SharedMemory.Create("trama-test", 4096);
        SharedMemoryAddress stale = memory.Address with { Descriptor = other.Address.Descriptor };

        Refused("TRM0605", () => SharedMemory.Open(stale, readOnly: true));
    }

    [Fact]
    public void Descriptor_that_is_no_sealed_memory_is_not_mapped()
    {
        string path = Path.GetTempFileName();
        using (FileStream file = File.OpenRead(path))
        {
            var address = new SharedMemoryAddress(Environment.ProcessId, (int)file.SafeFileHandle.DangerousGetHandle(), 1, 1, 4096);
            Refused("TRM0605", () => SharedMemory.Open(address, readOnly: true));
        }

        File.Delete(path);
    }

    [Theory]
    [InlineData(1L << 45)]
    [InlineData(long.MaxValue)]
    public void Memory_that_the_machine_does_not_have_is_refused_before_it_is_touched(long bytes) =>
        Refused("TRM0602", () => SharedMemory.Create("trama-test", bytes));

    [Fact]
    public void Memory_stays_mapped_until_its_last_holder_lets_go()
    {
        SharedMemory memory = SharedMemory.Create("trama-test", 4096);
        SharedMemoryReference first = memory.Hold();
        SharedMemoryReference second = memory.Hold();

        memory.Dispose();
        first.Dispose();
        first.Dispose();
        memory.Pointer[0] = 1;
        Assert.True(Maps.Has(memory));
        second.Dispose();

        Assert.False(Maps.Has(memory));
        Assert.Throws<ObjectDisposedException>(memory.Hold);
    }

    private static void Refused(string id, Func<SharedMemory> make) =>
        Assert.Contains(id, Assert.Throws<SharedMemoryException>(make).Message, StringComparison.Ordinal);
}
