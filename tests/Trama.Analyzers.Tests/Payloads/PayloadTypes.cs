using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Trama.Analyzers.Tests.Payloads;

/// <summary>The table of types that both sides judge: this file is compiled into the tests, and read by them as a user's source.</summary>
internal static unsafe class PayloadTypes
{
    public static readonly Type[] All =
    [
        // Plain
        typeof(int), typeof(string), typeof(bool), typeof(char), typeof(double), typeof(decimal), typeof(Half), typeof(Int128),
        typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeSpan), typeof(DayOfWeek), typeof(int?),
        typeof(Point), typeof(Point?), typeof(Vector3), typeof(Rune), typeof(Complex), typeof(Index), typeof(Range), typeof(BigInteger),
        typeof(Colour),

        // Arrays, memory, tuples
        typeof(int[]), typeof(byte[]), typeof(string[]), typeof(int?[]), typeof(int[][]), typeof(int[,]), typeof(Point[]),
        typeof(Memory<byte>), typeof(ReadOnlyMemory<long>), typeof(Memory<string>), typeof(ArraySegment<int>), typeof((int, long)),
        typeof((int, string)), typeof((int, string)[]), typeof((int, Action)), typeof((nint, int)), typeof((nint, string)),
        typeof((int, (string, Stream))), typeof((string, int, int, int, int, int, int, Action)),
        typeof((string, int, int, int, int, int, int, Stream, int)), typeof(ValueTuple<string>), typeof(ValueTuple<Action>),
        typeof(Tuple<int, string>), typeof(Tuple<int, Action>), typeof(nint[]), typeof(Memory<nint>), typeof(WithHandle[]),
        typeof(Action[]), typeof(object[]), typeof(Memory<Action>),

        // Never
        typeof(Action), typeof(Delegate), typeof(nint), typeof(nuint), typeof(object), typeof(Type), typeof(MethodInfo), typeof(Assembly),
        typeof(Stream), typeof(MemoryStream), typeof(StringReader), typeof(StreamWriter), typeof(Task), typeof(Task<int>),
        typeof(ValueTask), typeof(ValueTask<int>), typeof(Thread), typeof(SemaphoreSlim), typeof(ManualResetEvent),
        typeof(CancellationToken), typeof(CancellationTokenSource), typeof(Exception), typeof(ArgumentException), typeof(WithHandle),
        typeof(WithHandle?), typeof(WithAuto), typeof(WithBuffer), typeof(WithPointer), typeof(GCHandle), typeof(NFloat), typeof(Timer),
        typeof(Lazy<int>), typeof(WeakReference),

        // Shared memory
        typeof(SharedArray<int>), typeof(ReadOnlySharedArray<Point>), typeof(SharedArray<nint>), typeof((int, SharedArray<byte>)),
        typeof(List<SharedArray<int>>), typeof(WithShared),

        // Progress objects
        typeof(IProgress<int>), typeof(IProgress<Line>), typeof(IProgress<Stream>), typeof(IProgress<Opened>), typeof(IProgress<nint>),
        typeof(IProgress<(int, string)>), typeof(IProgress<(int, Action)>), typeof(IProgress<SharedArray<int>>),
        typeof(IProgress<(int, SharedArray<int>)>), typeof(IProgress<IProgress<int>>), typeof((string, IProgress<int>)),
        typeof((string, IProgress<Action>)), typeof(List<IProgress<int>>), typeof(IProgress<int>[]), typeof(Dictionary<string, IProgress<int>>),
        typeof(WithProgress), typeof(OwnProgress), typeof((int, OwnProgress)), typeof(ReportingStruct),

        // Collections
        typeof(List<int>), typeof(List<Order>), typeof(List<Opened>), typeof(IReadOnlyList<string>), typeof(IEnumerable<int>),
        typeof(IEnumerable<Action>), typeof(HashSet<Line>), typeof(Queue<int>), typeof(Dictionary<string, int>),
        typeof(Dictionary<string, object>), typeof(Dictionary<Line, int>), typeof(IDictionary<string, Opened>),
        typeof(IReadOnlyDictionary<string, Stream>), typeof(ImmutableArray<int>), typeof(ImmutableArray<Action>),
        typeof(ImmutableList<string>), typeof(KeyValuePair<string, int>), typeof(KeyValuePair<string, Action>), typeof(ArrayList),
        typeof(Hashtable), typeof(IEnumerable), typeof(IList), typeof(IAsyncEnumerable<int>), typeof(IAsyncEnumerable<Action>),
        typeof(OwnList), typeof(OwnDictionary), typeof(ILookup<string, int>), typeof(IGrouping<string, Action>), typeof(BitArray),

        // JSON's own
        typeof(Uri), typeof(Version), typeof(JsonElement), typeof(JsonDocument), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray),

        // Objects
        typeof(Line), typeof(Order), typeof(Opened), typeof(Nested), typeof(Base), typeof(Derived), typeof(DerivedOfOpened),
        typeof(Abstract), typeof(AbstractWithDerived), typeof(IShape), typeof(IShapeWithDerived), typeof(IComparable), typeof(Recursive),
        typeof(Generic<int>), typeof(Generic<Action>), typeof(Ignored), typeof(IgnoredSometimes), typeof(Included), typeof(PrivateGetter),
        typeof(PrivateMembers), typeof(PublicField), typeof(StaticMembers), typeof(Converted), typeof(ConvertedMember), typeof(Renamed),
        typeof(Extended), typeof(Hiding), typeof(Indexed), typeof(Explicit), typeof(RefStructMember), typeof(RecordStruct),
        typeof(RecordStruct?), typeof(OpenedStruct), typeof(OpenedStruct?), typeof(StringBuilder), typeof(IPAddress), typeof(CultureInfo),
        typeof(HttpClient), typeof(Progress<int>), typeof(Primary), typeof(Twice),
    ];

    public enum Colour : byte
    {
        Red,
    }

    public record struct Point(int X, int Y);

    public struct WithHandle(int id)
    {
        public int Id = id;
        public nint Handle = id;
    }

    public struct WithAuto
    {
        public int Id { get; set; }

        public nint Handle { get; set; }
    }

    public struct WithBuffer
    {
        public fixed byte Bytes[16];
    }

    public struct WithPointer(int length)
    {
        public int Length = length;
        public byte* Start = null;
    }

    public sealed record WithShared(int Id, ReadOnlySharedArray<int> Pixels);

    public sealed record WithProgress(int Id, IProgress<double> Done);

    public sealed class OwnProgress : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }

    public readonly struct ReportingStruct : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }

    public sealed record Line(string Name, decimal Price);

    public sealed record Order(string Customer, List<Line> Lines, Dictionary<string, double> Notes);

    public sealed record Opened(int Id, Stream File);

    public sealed record Nested(string Name, Dictionary<string, List<Opened[]>> Files);

    public class Base
    {
        public int Id { get; set; }
    }

    public sealed class Derived : Base
    {
        public Func<int>? Next { get; set; }
    }

    public class OpenedBase
    {
        public Stream? File { get; set; }
    }

    public sealed class DerivedOfOpened : OpenedBase
    {
        public string Name { get; set; } = "";
    }

    public abstract class Abstract
    {
        public int Id { get; set; }
    }

    [JsonDerivedType(typeof(OfAbstract), "of")]
    public abstract class AbstractWithDerived
    {
        public int Id { get; set; }
    }

    public sealed class OfAbstract : AbstractWithDerived;

    public interface IShape
    {
        int Sides { get; }
    }

    [JsonDerivedType(typeof(Square), "square")]
    public interface IShapeWithDerived
    {
        int Sides { get; }
    }

    public sealed class Square : IShapeWithDerived
    {
        public int Sides => 4;
    }

    public sealed class Recursive
    {
        public Recursive? Parent { get; set; }

        public List<Recursive> Children { get; set; } = [];

        public object? Tag { get; set; }
    }

    public sealed record Generic<T>(T Value);

    public sealed class Ignored
    {
        [JsonIgnore]
        public Stream? File { get; set; }

        public int Id { get; set; }
    }

    public sealed class IgnoredSometimes
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Stream? File { get; set; }
    }

    public sealed class Included
    {
        [JsonInclude]
        internal Stream? File { get; set; }
    }

    public sealed class PrivateGetter
    {
        public Stream? File { private get; set; }

        public Stream? Read() => File;
    }

    public sealed class PrivateMembers
    {
        private readonly Stream _file = Stream.Null;

        internal Stream File => _file;
    }

    public sealed class PublicField
    {
        public readonly int Id = 1;
        public readonly Action Callback = () => { };
    }

    public sealed class StaticMembers
    {
        public static Stream File => Stream.Null;

        public static readonly Action Callback = () => { };
    }

    [JsonConverter(typeof(ConvertedConverter))]
    public sealed class Converted
    {
        public Stream? File { get; set; }
    }

    public sealed class ConvertedConverter : JsonConverter<Converted>
    {
        public override Converted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new();

        public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) => writer.WriteNullValue();
    }

    public sealed class ConvertedMember
    {
        public Converted? Whole { get; set; }

        [JsonConverter(typeof(StreamConverter))]
        public Stream? File { get; set; }
    }

    public sealed class StreamConverter : JsonConverter<Stream>
    {
        public override Stream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Stream.Null;

        public override void Write(Utf8JsonWriter writer, Stream value, JsonSerializerOptions options) => writer.WriteNullValue();
    }

    public sealed class Renamed
    {
        [JsonPropertyName("datei")]
        public Stream? File { get; set; }
    }

    public sealed class Extended
    {
        public int Id { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; set; }
    }

    public class Hidden
    {
        public Stream? File { get; set; }
    }

    public sealed class Hiding : Hidden
    {
        public new string File { get; set; } = "";
    }

    public sealed class Indexed
    {
        private readonly string _name = "x";

        public int Id { get; set; }

        public Stream? this[int index] => index > 0 && _name.Length > 0 ? Stream.Null : null;
    }

    public interface IHasFile
    {
        Stream File { get; }
    }

    public sealed class Explicit : IHasFile
    {
        Stream IHasFile.File => Stream.Null;
    }

    public sealed class RefStructMember
    {
        private readonly string _text = "x";

        public ReadOnlySpan<char> Text => _text;
    }

    public record struct RecordStruct(string Name, int Id);

    public record struct OpenedStruct(string Name, Stream File);

    public sealed class OwnList : List<Line>
    {
        public Stream? File { get; set; }
    }

    public sealed class OwnDictionary : Dictionary<string, Line>;

    public sealed class Primary(Stream file)
    {
        public long Length => file.Length;
    }

    public sealed record Twice(Line First, Line Second, Action Last);
}
