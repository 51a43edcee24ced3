using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Trama.Processes.Reports;
using Trama.Processes.Shared;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>
/// The codecs of an executor, one a type, made when first needed. What needs no thought goes as it is (unmanaged values, strings, arrays
/// of unmanaged elements, memory, tuples of these); everything else goes as JSON of its declared type.
/// </summary>
/// <param name="custom">The user's codec, asked first, or null.</param>
/// <param name="segments">Where large values travel beside their frame, or null: everything goes in the frame.</param>
internal sealed class CodecSet(IPayloadCodec? custom, SegmentPool? segments = null)
{
    public const string OnlyProcesses =
        "Only process executors encode values; ProcessExecutor itself is marked as needing reflection and run-time code.";

    /// <summary>No codec of a user's: for the protocol's own values.</summary>
    public static readonly CodecSet Plain = new(null);

    private readonly ConcurrentDictionary<Type, ValueCodec> _codecs = new();
    private CodecSet? _withoutSegments;

    public SegmentPool? Segments { get; private set; } = segments;

    /// <summary>From how many bytes on a run of elements travels in a segment. Another value than the default is for measuring.</summary>
    public int SegmentsFrom { get; set; } = SegmentPool.Threshold;
    /// <summary>The same codecs for what must be whole in its frame.</summary>
    public CodecSet WithoutSegments => Segments is null ? this : _withoutSegments ??= new CodecSet(custom);

    /// <summary>A worker can't open this process's memory: from now on values travel in their frames.</summary>
    public void LendNothing() => Segments = null;

    public ValueCodec<T> For<T>()
    {
        // One executor at a time is the rule, and a look at a field costs a tenth of a look into the dictionary.
        if (Last<T>.Found is { } last && last.Set == this)
            return last.Codec;
        var codec = (ValueCodec<T>)_codecs.GetOrAdd(typeof(T), static (_, set) => set.Create<T>(), this);
        Last<T>.Found = new Found<T>(this, codec);
        return codec;
    }

    /// <summary>
    /// The codec of a function's argument. Given an object of a class that takes reports, C# infers the class where the function declares the
    /// interface: the object stays here as one of the interface does. Functions that declare the class have been refused by then.
    /// </summary>
    public ValueCodec<T> ForArgument<T>() =>
        Reported<T>.Type is null
            ? For<T>()
            : (ValueCodec<T>)_codecs.GetOrAdd(
                typeof(Reported<T>), static (_, set) => Make<T>(typeof(ReporterCodec<,>), [typeof(T), Reported<T>.Type!], set), this);

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = OnlyProcesses)]
    public ValueCodec For(Type type)
    {
        if (_codecs.TryGetValue(type, out ValueCodec? codec))
            return codec;
        if (CommonCodecs.Find(this, type) is { } common)
            return common;
        MethodInfo create = typeof(CodecSet).GetMethod(nameof(Create), BindingFlags.Instance | BindingFlags.NonPublic)!;
        try
        {
            codec = (ValueCodec)create.MakeGenericMethod(type).Invoke(this, null)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is PayloadException inner)
        {
            throw inner;
        }

        return _codecs.GetOrAdd(type, codec);
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2090", Justification = OnlyProcesses)]
    private ValueCodec<T> Create<T>()
    {
        Type type = typeof(T);
        if (type == typeof(Nothing))
            return (ValueCodec<T>)(object)new NothingCodec();
        if (custom?.CanCarry(type) == true)
            return new CustomCodec<T>(custom);
        if (type == typeof(string))
            return (ValueCodec<T>)(object)StringCodec.Instance;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Pair<,>))
            return Make<T>(typeof(PairCodec<,>), type.GetGenericArguments(), this);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Encodability.Check(type);
            return new UnmanagedCodec<T>();
        }

        if (type.IsSZArray && GoesAsItIs(type.GetElementType()!))
            return Make<T>(typeof(ArrayCodec<>), [type.GetElementType()!]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() is { } definition && IsMemory(definition)
            && GoesAsItIs(type.GetGenericArguments()[0]))
        {
            Type codec = definition == typeof(Memory<>) ? typeof(MemoryCodec<>) : typeof(ReadOnlyMemoryCodec<>);
            return Make<T>(codec, type.GetGenericArguments());
        }

        if (ProgressTypes.IsProgress(type))
            return Make<T>(typeof(ProgressCodec<>), type.GetGenericArguments(), this);
        if (type.IsGenericType && SharedCodecOf(type.GetGenericTypeDefinition()) is { } shared)
        {
            Encodability.Check(type.GetGenericArguments()[0]);
            return Make<T>(shared, type.GetGenericArguments());
        }

        if (type.IsValueType && typeof(ITuple).IsAssignableFrom(type))
            return new TupleCodec<T>([.. type.GetFields().Select(field => For(field.FieldType))]);
        Encodability.Check(type);
        return new JsonCodec<T>();
    }

    /// <summary>Whether values of the type are handles to memory that processes share.</summary>
    public static bool IsSharedArray(Type type) => type.IsGenericType && SharedCodecOf(type.GetGenericTypeDefinition()) is not null;

    private static bool IsMemory(Type definition) => definition == typeof(Memory<>) || definition == typeof(ReadOnlyMemory<>);

    private static Type? SharedCodecOf(Type definition) =>
        definition == typeof(SharedArray<>) ? typeof(SharedArrayCodec<>)
        : definition == typeof(ReadOnlySharedArray<>) ? typeof(ReadOnlySharedArrayCodec<>)
        : null;

    /// <summary>Whether elements of the type are copied as bytes. Throws when they are bytes that mean nothing elsewhere.</summary>
    private static bool GoesAsItIs(Type element)
    {
        // A nullable value has no references either, but the constraint 'unmanaged' excludes it: those go as JSON.
        if (!Encodability.IsUnmanaged(element) || Nullable.GetUnderlyingType(element) is not null)
            return false;
        Encodability.Check(element);
        return true;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = OnlyProcesses)]
    private static ValueCodec<T> Make<T>(Type codec, Type[] of, params object[] arguments)
    {
        try
        {
            return (ValueCodec<T>)Activator.CreateInstance(codec.MakeGenericType(of), arguments)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is PayloadException inner)
        {
            throw inner;
        }
    }

    private sealed record Found<T>(CodecSet Set, ValueCodec<T> Codec);

    private static class Reported<T>
    {
        public static readonly Type? Type = ProgressTypes.ReportedTo(typeof(T));
    }

    private static class Last<T>
    {
        public static Found<T>? Found;
    }
}
