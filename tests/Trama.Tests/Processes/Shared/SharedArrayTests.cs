using System.Runtime.CompilerServices;

namespace Trama.Tests.Processes.Shared;

/// <summary>Arrays in shared memory, seen by one process.</summary>
public sealed class SharedArrayTests
{
    // 40
    [Fact]
    public void Array_has_its_length_and_begins_with_zeros()
    {
        using var array = new SharedArray<long>(1_000_003);
        using SharedView<long> view = array.Open();

        Assert.Equal((1_000_003, 1_000_003), (array.Length, view.Span.Length));
        Assert.Equal(-1, view.Span.IndexOfAnyExcept(0));
    }

    [Fact]
    public void Array_is_made_of_what_it_is_given()
    {
        using var array = new SharedArray<(int, byte)>([(1, 2), (3, 4)]);
        using SharedView<(int, byte)> view = array.Open();

        Assert.Equal([(1, 2), (3, 4)], view.Span.ToArray());
    }

    [Fact]
    public void Empty_array_is_one_too()
    {
        using var array = new SharedArray<int>(0);
        using SharedView<int> view = array.Slice(0, 0).Open();

        Assert.True(view.Span.IsEmpty);
    }

    // 40
    [Fact]
    public void Slice_and_its_read_only_form_are_the_same_elements()
    {
        using var array = new SharedArray<int>([0, 1, 2, 3, 4, 5]);
        SharedArray<int> slice = array.Slice(2, 3);
        using (SharedView<int> view = slice.Slice(1, 2).Open())
            view.Span.Fill(9);

        using ReadOnlySharedView<int> all = array.AsReadOnly().Open();
        using ReadOnlySharedView<int> part = array.AsReadOnly().Slice(1, 3).Open(1, 2);

        Assert.Equal([0, 1, 2, 9, 9, 5], all.Span.ToArray());
        Assert.Equal([2, 9], part.Span.ToArray());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(7, 0)]
    [InlineData(0, 7)]
    [InlineData(4, 3)]
    [InlineData(1, long.MaxValue)]
    public void Elements_that_are_not_there_are_refused(long start, long length)
    {
        using var array = new SharedArray<int>(6);

        Assert.Throws<ArgumentOutOfRangeException>(() => array.Slice(start, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Open(start, (int)Math.Min(length, int.MaxValue)).Dispose());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Length_that_no_array_has_is_refused(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedArray<int>(length));

    [Fact]
    public void Array_that_does_not_fit_the_machine_is_refused_with_the_reason() =>
        Assert.Contains(
            "TRM0602", Assert.Throws<SharedMemoryException>(() => new SharedArray<long>(1L << 44)).Message, StringComparison.Ordinal);

    // 40
    [Fact]
    public void Disposed_array_and_all_that_was_cut_from_it_are_errors()
    {
        var array = new SharedArray<int>(4);
        SharedArray<int> slice = array.Slice(1, 2);
        ReadOnlySharedArray<int> readOnly = array.AsReadOnly();
        array.Dispose();
        array.Dispose();

        Action[] uses =
        [
            () => array.Open(), () => array.Slice(0, 1), () => array.AsReadOnly(), () => array.Duplicate(),
            () => slice.Open(), () => readOnly.Open(), () => readOnly.Slice(0, 1),
        ];
        Assert.All(uses, use => Assert.Contains("TRM0611", Assert.Throws<ObjectDisposedException>(use).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Slice_that_is_disposed_of_leaves_its_array_alone()
    {
        using var array = new SharedArray<int>([1, 2, 3]);
        SharedArray<int> slice = array.Slice(1, 2);
        slice.Dispose();

        using SharedView<int> view = array.Open();
        Assert.Equal(3, view.Span[2]);
        Assert.Throws<ObjectDisposedException>(() => slice.Open());
    }

    // 40
    [Fact]
    public void View_keeps_the_memory_after_its_array_was_disposed_of()
    {
        var array = new SharedArray<int>([1, 2, 3]);
        SharedView<int> view = array.Open();
        array.Dispose();
        view.Span[1] = 7;

        Assert.Equal([1, 7, 3], view.Span.ToArray());
        Assert.True(Maps.Has(array.Part.Memory));
        view.Dispose();
        view.Dispose();

        Assert.False(Maps.Has(array.Part.Memory));
    }

    [Fact]
    public void Closed_view_gives_no_span()
    {
        using var array = new SharedArray<int>(1);
        SharedView<int> view = array.Open();
        SharedView<int> copy = view;
        view.Dispose();
        bool isRefused = false;
        try
        {
            _ = copy.Span;
        }
        catch (ObjectDisposedException error)
        {
            isRefused = error.Message.Contains("TRM0612", StringComparison.Ordinal);
        }

        Assert.True(isRefused);
    }

    [Fact]
    public void Duplicate_outlives_what_it_was_made_of()
    {
        var array = new SharedArray<int>([1, 2, 3]);
        using SharedArray<int> other = array.Slice(1, 2).Duplicate();
        array.Dispose();

        using SharedView<int> view = other.Open();
        Assert.Equal([2, 3], view.Span.ToArray());
    }

    [Fact]
    public void Dropped_array_is_freed_by_the_collector()
    {
        ulong inode = Drop();
        Assert.NotEqual(0UL, inode);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(0, Maps.Count(Environment.ProcessId, inode));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ulong Drop()
        {
            var array = new SharedArray<int>(1_000);
            return Maps.Has(array.Part.Memory) ? array.Part.Memory.Address.Inode : 0;
        }
    }

    [Fact]
    public void More_elements_than_a_span_holds_are_opened_in_parts()
    {
        using var array = new SharedArray<byte>(int.MaxValue + 10L);
        string error = Assert.Throws<InvalidOperationException>(() => array.Open().Dispose()).Message;
        Assert.Contains("TRM0613", error, StringComparison.Ordinal);
        using (SharedView<byte> end = array.Open(int.MaxValue, 10))
            end.Span.Fill(3);

        using SharedView<byte> last = array.Slice(int.MaxValue + 5L, 5).Open();
        Assert.Equal([3, 3, 3, 3, 3], last.Span.ToArray());
    }
}
