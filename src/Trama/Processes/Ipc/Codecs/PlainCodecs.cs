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

    public override bool CanWait(Nothing value) => true;

    public override Nothing Read(ref PayloadReader reader) => default;
}

/// <summary>A value without references: its bytes.</summary>
internal sealed class UnmanagedCodec<T> : ValueCodec<T>
{
    // A guess: what is written under a worker's lock should not take longer than a few calls do.
    private const int SmallValue = 256;

    public override void Write(PayloadWriter writer, T? value)
    {
        Span<byte> room = writer.GetSpan(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref room[0], value);
        writer.Advance(Unsafe.SizeOf<T>());
    }

    public override bool CanWait(T? value) => Unsafe.SizeOf<T>() <= SmallValue;

    public override T Read(ref PayloadReader reader) => Unsafe.ReadUnaligned<T>(in reader.Take(Unsafe.SizeOf<T>())[0]);
}

/// <summary>A string: its length, or -1 for null, and its UTF-16 units, so that lone surrogates survive.</summary>
internal sealed class StringCodec : ValueCodec<string>
{
    public static readonly StringCodec Instance = new();

    // As for other small values.
    private const int SmallText = 128;

    public override void Write(PayloadWriter writer, string? value)
    {
        writer.WriteInt32(value?.Length ?? -1);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public override bool CanWait(string? value) => value is null || value.Length <= SmallText;

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
        if (value is null)
            writer.WriteInt32(Elements.Null);
        else
            Elements.Write<T>(writer, value, mayFollow: true);
    }

    public override T[]? Read(ref PayloadReader reader) => Elements.Read<T>(ref reader);
}

/// <summary>
/// Memory of values without references: what it spans. A large argument is read in place, and valid until its call ends. Its bytes do not
/// follow the call: a span is all of them at once, and code of the user's may stand behind it.
/// </summary>
internal sealed class ReadOnlyMemoryCodec<T> : ValueCodec<ReadOnlyMemory<T>>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, ReadOnlyMemory<T> value) => Elements.Write(writer, value, mayFollow: false);

    public override ReadOnlyMemory<T> Read(ref PayloadReader reader) =>
        reader.Lends && Elements.TryReadInPlace(ref reader, out ReadOnlyMemory<T> inPlace) ? inPlace : Elements.Read<T>(ref reader);
}

/// <summary>Writable memory: the worker gets a copy.</summary>
internal sealed class MemoryCodec<T> : ValueCodec<Memory<T>>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, Memory<T> value) => Elements.Write<T>(writer, value, mayFollow: false);

    public override Memory<T> Read(ref PayloadReader reader) => Elements.Read<T>(ref reader);
}
