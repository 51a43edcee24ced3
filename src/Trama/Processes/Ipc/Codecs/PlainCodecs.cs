using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trama.Processes.Ipc.Codecs;

// What goes as it is. Both sides are the same program on the same machine, so layout and byte order are the same.

/// <summary>No value at all.</summary>
internal sealed class NothingCodec : ValueCodec<Nothing>
{
    public override void Write(PayloadWriter writer, Nothing value)
    {
    }

    public override Nothing Read(ref PayloadReader reader) => default;
}

/// <summary>A value without references: its bytes.</summary>
internal sealed class UnmanagedCodec<T> : ValueCodec<T>
{
    public override void Write(PayloadWriter writer, T? value)
    {
        Span<byte> room = writer.GetSpan(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref room[0], value);
        writer.Advance(Unsafe.SizeOf<T>());
    }

    public override T Read(ref PayloadReader reader) => Unsafe.ReadUnaligned<T>(in reader.Take(Unsafe.SizeOf<T>())[0]);
}

/// <summary>A string: its length, or -1 for null, and its UTF-16 units, so that lone surrogates survive.</summary>
internal sealed class StringCodec : ValueCodec<string>
{
    public static readonly StringCodec Instance = new();

    public override void Write(PayloadWriter writer, string? value)
    {
        writer.WriteInt32(value?.Length ?? -1);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public override string? Read(ref PayloadReader reader)
    {
        int length = reader.ReadInt32();
        return length < 0 ? null : new string(MemoryMarshal.Cast<byte, char>(reader.Take(Elements.Bytes<char>(length))));
    }
}

/// <summary>An array of values without references, or null.</summary>
internal sealed class ArrayCodec<T> : ValueCodec<T[]>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, T[]? value)
    {
        writer.WriteInt32(value?.Length ?? -1);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public override T[]? Read(ref PayloadReader reader) => Elements.Read<T>(ref reader);
}

/// <summary>Memory of values without references: what it spans.</summary>
internal sealed class ReadOnlyMemoryCodec<T> : ValueCodec<ReadOnlyMemory<T>>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, ReadOnlyMemory<T> value)
    {
        writer.WriteInt32(value.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.Span));
    }

    public override ReadOnlyMemory<T> Read(ref PayloadReader reader) => Elements.Read<T>(ref reader);
}

/// <summary>Writable memory: the worker gets a copy.</summary>
internal sealed class MemoryCodec<T> : ValueCodec<Memory<T>>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, Memory<T> value)
    {
        writer.WriteInt32(value.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.Span));
    }

    public override Memory<T> Read(ref PayloadReader reader) => Elements.Read<T>(ref reader);
}

/// <summary>Runs of elements.</summary>
internal static class Elements
{
    /// <summary>How many bytes a number of elements takes; an impossible number is refused before anything is allocated.</summary>
    public static int Bytes<T>(int count)
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        if (count < 0 || bytes > int.MaxValue)
            throw new InvalidDataException($"A message claims {count} elements of {Unsafe.SizeOf<T>()} bytes. (TRM0517)");
        return (int)bytes;
    }

    public static T[]? Read<T>(ref PayloadReader reader)
        where T : unmanaged
    {
        int length = reader.ReadInt32();
        if (length < 0)
            return null;
        ReadOnlySpan<byte> bytes = reader.Take(Bytes<T>(length));
        T[] array = GC.AllocateUninitializedArray<T>(length);
        bytes.CopyTo(MemoryMarshal.AsBytes(array.AsSpan()));
        return array;
    }
}
