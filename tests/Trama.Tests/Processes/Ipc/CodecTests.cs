using System.Runtime.InteropServices;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;

namespace Trama.Tests.Processes.Ipc;

public sealed class CodecTests
{
    private static readonly Delegate SomeFunction = Shrink;

    private readonly CodecSet _codecs = new(custom: null);

    public enum Colour : byte
    {
        Red = 1,
        Blue = 200,
    }

    [Fact]
    public void Plain_values_come_back_as_they_were()
    {
        Same(42);
        Same(double.NaN);
        Same(decimal.MinValue);
        Same(Guid.NewGuid());
        Same(DateTime.UtcNow);
        Same(Colour.Blue);
        Same<int?>(null);
        Same<int?>(7);
        Same((1, 2L));
        Same(new DateOnly(2024, 2, 29));
    }

    [Fact]
    public void Strings_come_back_with_lone_surrogates_and_null_is_not_empty()
    {
        Same<string?>(null);
        Same("");
        Same("açaí 🌊");
        Same("\ud800 alone");
    }

    [Fact]
    public void Arrays_and_memory_come_back_element_by_element()
    {
        Assert.Equal([1, 2, 3], RoundTrip<int[]>([1, 2, 3])!);
        Assert.Null(RoundTrip<byte[]?>(null));
        Assert.Empty(RoundTrip<double[]>([])!);
        Assert.Equal([(1, 'a'), (2, 'b')], RoundTrip<(int, char)[]>([(1, 'a'), (2, 'b')])!);
        Assert.Equal(new byte[] { 2, 3 }, RoundTrip<ReadOnlyMemory<byte>>(new byte[] { 1, 2, 3 }.AsMemory(1)).ToArray());
        Assert.Equal(new long[] { 5 }, RoundTrip<Memory<long>>(new long[] { 5 }).ToArray());
    }

    [Fact]
    public void Arrays_of_nullable_values_come_back() => Assert.Equal([1, null, 3], RoundTrip<int?[]>([1, null, 3])!);

    [Fact]
    public void Tuples_with_references_come_back_also_long_ones()
    {
        Same(("a", 1, (string?)null));
        Same(("1", 2, 3, 4, 5, 6, 7, "8", 9));
    }

    [Fact]
    public void Records_lists_and_dictionaries_come_back()
    {
        var order = new Order("Ana", [new("pão", 2.5m), new("café", 1)], new() { ["k"] = double.PositiveInfinity });

        Order back = RoundTrip(order)!;

        Assert.Equal(order.Customer, back.Customer);
        Assert.Equal(order.Lines, back.Lines);
        Assert.Equal(order.Notes, back.Notes);
    }

    [Theory]
    [InlineData(typeof(Action), "Action")]
    [InlineData(typeof(nint), "IntPtr")]
    [InlineData(typeof(nint[]), "IntPtr")]
    [InlineData(typeof(Memory<nint>), "IntPtr")]
    [InlineData(typeof(Opened), "Opened.File")]
    [InlineData(typeof(List<Opened>), "List`1[].File")]
    [InlineData(typeof(WithHandle), "WithHandle.Handle")]
    [InlineData(typeof(object), "Object")]
    [InlineData(typeof(IComparable), "IComparable")]
    public void Type_that_cannot_cross_is_refused_naming_the_member_at_fault(Type type, string member)
    {
        var error = Assert.Throws<PayloadException>(() => _codecs.For(type));

        Assert.Equal(member, error.Member);
        Assert.Contains(member, error.Message, StringComparison.Ordinal);
        Assert.Contains("TRM0516", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_that_a_message_only_claims_is_refused_before_anything_is_allocated()
    {
        byte[] lie = BitConverter.GetBytes(int.MaxValue - 7);

        Assert.ThrowsAny<Exception>(() => new PayloadReader(lie, _codecs).ReadResult<byte[]>(SomeFunction));
        Assert.Throws<PayloadException>(() => new PayloadReader(lie, _codecs).ReadResult<string>(SomeFunction));
        Assert.Throws<PayloadException>(() => new PayloadReader(lie, _codecs).ReadResult<long[]>(SomeFunction));
        Assert.Throws<PayloadException>(() => new PayloadReader([], _codecs).ReadResult<int>(SomeFunction));
    }

    [Fact]
    public void Value_whose_getter_throws_is_an_error_that_names_the_function()
    {
        var error = Assert.Throws<PayloadException>(() => new PayloadWriter(_codecs).WriteArguments(new Throwing(), SomeFunction));

        Assert.Contains("'CodecTests.Shrink'", error.Message, StringComparison.Ordinal);
    }

    private static void Shrink()
    {
    }

    private void Same<T>(T value) => Assert.Equal(value, RoundTrip(value));

    private T? RoundTrip<T>(T value)
    {
        var writer = new PayloadWriter(_codecs);
        writer.WriteArguments(value, SomeFunction);
        var reader = new PayloadReader(writer.Written.Span, _codecs);
        T? back = reader.ReadResult<T>(SomeFunction);
        Assert.Equal(0, reader.Remaining);
        return back;
    }

    public sealed record Line(string Name, decimal Price);

    public sealed record Order(string Customer, List<Line> Lines, Dictionary<string, double> Notes);

    public sealed record Opened(int Id, Stream File);

    [StructLayout(LayoutKind.Sequential)]
    public struct WithHandle
    {
        public int Id;
        public nint Handle;
    }

    public sealed class Throwing
    {
        private readonly string _why = "no value";

        public int Value => throw new InvalidOperationException(_why);
    }
}
