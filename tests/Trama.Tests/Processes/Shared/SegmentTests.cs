using System.Runtime.InteropServices;
using Trama.Processes.Shared;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Shared;

/// <summary>Segments for large values: lent, filled while they are read, kept for the next call.</summary>
public sealed class SegmentTests : IDisposable
{
    private readonly SegmentPool _pool = new(mostKept: 3L << 20);

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(Segment.BlockSize)]
    [InlineData((3 * Segment.BlockSize) + 17)]
    public void What_was_written_is_read_whole(int length)
    {
        byte[] bytes = Noise(length);
        using SegmentLoan loan = _pool.Rent(length);
        loan.Write(bytes.AsSpan(0, length / 3));
        loan.Write(bytes.AsSpan(length / 3));

        using SegmentReading reading = SegmentReading.Open(loan.Reference);
        var copy = new byte[length];
        reading.CopyTo(copy);

        Assert.Equal(bytes, copy);
    }

    [Fact]
    public async Task Reader_that_is_ahead_of_its_writer_waits_for_each_block()
    {
        byte[] bytes = Noise(5 * Segment.BlockSize);
        using SegmentLoan loan = _pool.Rent(bytes.Length);
        SegmentReading reading = SegmentReading.Open(loan.Reference);
        var copy = new byte[bytes.Length];
        Task reader = Task.Factory.StartNew(
            () => reading.CopyTo(copy), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (int at = 0; at < bytes.Length; at += Segment.BlockSize / 2)
        {
            Assert.False(reader.IsCompleted);
            await Task.Delay(1);
            loan.Write(bytes.AsSpan(at, Segment.BlockSize / 2));
        }

        await reader;
        reading.Dispose();
        Assert.Equal(bytes, copy);
    }

    [Fact]
    public async Task Reader_whose_writer_gives_up_is_told_so()
    {
        SegmentLoan loan = _pool.Rent(2 * Segment.BlockSize);
        loan.Write(new byte[Segment.BlockSize]);
        using SegmentReading reading = SegmentReading.Open(loan.Reference);
        Task reader = Task.Run(() => reading.CopyTo(new byte[2 * Segment.BlockSize]));

        loan.Dispose();

        Assert.Contains("TRM0622", (await Assert.ThrowsAsync<SharedMemoryException>(() => reader)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loan_that_has_ended_is_not_written_to_any_more()
    {
        SegmentLoan loan = _pool.Rent(2 * Segment.BlockSize);
        loan.Write(new byte[Segment.BlockSize]);
        ulong inode = loan.Reference.Address.Inode;
        loan.Dispose();

        loan.Write(new byte[Segment.BlockSize]);

        Assert.Equal(0, _pool.KeptBytes);
        Assert.False(Maps.IsMapped(inode));
    }

    [Fact]
    public void Reader_whose_writer_has_died_is_told_so()
    {
        using SegmentLoan loan = _pool.Rent(10);
        using SharedMemory theirs = SharedMemory.Open(loan.Reference.Address, readOnly: true);

        // The memory is found here by its identity; the process that it is said to be of has never been there.
        SegmentReference orphan = loan.Reference with { Address = loan.Reference.Address with { ProcessId = int.MaxValue } };
        SegmentReading reading = SegmentReading.Open(orphan);

        Assert.Contains(
            "TRM0622", Assert.Throws<SharedMemoryException>(() => reading.CopyTo(new byte[10])).Message, StringComparison.Ordinal);
        reading.Dispose();
        SharedMappings.Instance.ForgetSegmentsOf(int.MaxValue);
    }

    [Fact]
    public async Task Segment_that_came_back_is_lent_again_with_nothing_of_the_last_loan_counted()
    {
        SegmentReference first;
        using (SegmentLoan loan = _pool.Rent(100_000))
        {
            loan.Write(new byte[100_000]);
            first = loan.Reference;
        }

        Assert.Equal(128 * 1024, _pool.KeptBytes);
        SegmentLoan again = _pool.Rent(128 * 1024);
        Assert.Equal(first.Address, again.Reference.Address);
        Assert.Equal(0, _pool.KeptBytes);
        using SegmentReading reading = SegmentReading.Open(first);
        Task reader = Task.Run(() => reading.CopyTo(new byte[100_000]));
        again.Dispose();

        await Assert.ThrowsAsync<SharedMemoryException>(() => reader);
        Assert.Equal(0, _pool.KeptBytes);
    }

    [Fact]
    public void Pool_keeps_no_more_than_its_bound_and_nothing_once_it_is_disposed_of()
    {
        SegmentLoan[] loans = [.. Enumerable.Range(0, 5).Select(_ => _pool.Rent(1 << 20))];
        ulong[] inodes = [.. loans.Select(loan => loan.Reference.Address.Inode)];
        foreach (SegmentLoan loan in loans)
        {
            loan.Write(new byte[1 << 20]);
            loan.Dispose();
        }

        Assert.Equal(3L << 20, _pool.KeptBytes);
        Assert.Equal(3, inodes.Count(inode => Maps.IsMapped(inode)));
        SegmentLoan late = _pool.Rent(1 << 20);
        late.Write(new byte[1 << 20]);
        _pool.Dispose();
        late.Dispose();
        late.Dispose();

        Assert.DoesNotContain(inodes, inode => Maps.IsMapped(inode));
    }

    [Fact]
    public void Segment_that_nobody_uses_for_a_while_is_freed_and_one_that_is_used_stays()
    {
        var time = new ManualTime();
        using var pool = new SegmentPool(time);
        ulong[] inodes = [LendAndReturn(pool, 1 << 20), LendAndReturn(pool, 2 << 20)];

        time.Advance(SegmentPool.KeepTime / 2);
        Assert.Equal(inodes[1], LendAndReturn(pool, 2 << 20));
        time.Advance(SegmentPool.KeepTime * 0.6);

        Assert.Equal([false, true], inodes.Select(Maps.IsMapped));
        Assert.Equal(2 << 20, pool.KeptBytes);
        time.Advance(SegmentPool.KeepTime);
        Assert.DoesNotContain(inodes, inode => Maps.IsMapped(inode));
        Assert.Equal((0, 0), (pool.KeptBytes, time.Timers));
    }

    [Fact]
    public void Argument_in_place_is_valid_until_its_call_has_ended()
    {
        long[] numbers = [.. Enumerable.Range(0, 20_000).Select(n => (long)n)];
        using SegmentLoan loan = _pool.Rent(numbers.Length * sizeof(long));
        loan.Write(MemoryMarshal.AsBytes<long>(numbers));
        var manager = new SegmentMemory<long>(SegmentReading.Open(loan.Reference));
        ReadOnlyMemory<long> memory = manager.Memory;

        Assert.True(memory.Span.SequenceEqual(numbers));
        Assert.Equal(19_999, memory[19_999..].Span[0]);
        using (memory.Pin())
            ((IDisposable)manager).Dispose();

        Assert.Contains("TRM0623", Assert.Throws<ObjectDisposedException>(() => memory.Span[0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_that_can_not_be_true_is_refused()
    {
        using SegmentLoan loan = _pool.Rent(100);
        SegmentReference good = loan.Reference;

        Assert.All(
            new[]
            {
                good with { Offset = 0 }, good with { Offset = long.MaxValue }, good with { Length = -1 },
                good with { Length = 64 * 1024 + 1 }, good with { Length = long.MaxValue }, good with { Offset = -1 },
            },
            bad => Assert.Contains(
                "TRM0621", Assert.Throws<InvalidDataException>(() => SegmentReading.Open(bad)).Message, StringComparison.Ordinal));
    }

    private static ulong LendAndReturn(SegmentPool pool, int bytes)
    {
        using SegmentLoan loan = pool.Rent(bytes);
        loan.Write(new byte[bytes]);
        return loan.Reference.Address.Inode;
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
