using System.Runtime.CompilerServices;
using Trama.Processes.Shared;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>A shared array, which crosses as a handle, or null.</summary>
internal sealed class SharedArrayCodec<T> : ValueCodec<SharedArray<T>>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, SharedArray<T>? value) => SharedParts.Write(writer, value?.Part);

    public override SharedArray<T>? Read(ref PayloadReader reader) =>
        SharedParts.Read<T>(ref reader, readOnly: false) is { } part ? new SharedArray<T>(part) : null;
}

/// <summary>A shared array that the receiver maps for reading only, or null.</summary>
internal sealed class ReadOnlySharedArrayCodec<T> : ValueCodec<ReadOnlySharedArray<T>>
    where T : unmanaged
{
    public override void Write(PayloadWriter writer, ReadOnlySharedArray<T>? value) => SharedParts.Write(writer, value?.Part);

    public override ReadOnlySharedArray<T>? Read(ref PayloadReader reader) =>
        SharedParts.Read<T>(ref reader, readOnly: true) is { } part ? new ReadOnlySharedArray<T>(part) : null;
}

/// <summary>Runs of shared elements, written as where they are.</summary>
internal static class SharedParts
{
    public static void Write<T>(PayloadWriter writer, SharedPart<T>? part)
        where T : unmanaged
    {
        writer.WriteByte(part is null ? (byte)0 : (byte)1);
        if (part is null)
            return;

        // The reference comes before the address: an array that was disposed of has none, and a descriptor that is held can't become
        // another's.
        writer.Hold(part.Hold());
        var reference = new SharedPartReference(part.Memory.Address, part.Offset, part.Length, Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref writer.GetSpan(Unsafe.SizeOf<SharedPartReference>())[0], reference);
        writer.Advance(Unsafe.SizeOf<SharedPartReference>());
        if (writer.GivesAway)
            writer.Hold(part);
    }

    public static SharedPart<T>? Read<T>(ref PayloadReader reader, bool readOnly)
        where T : unmanaged
    {
        if (reader.ReadByte() == 0)
            return null;
        var reference = Unsafe.ReadUnaligned<SharedPartReference>(in reader.Take(Unsafe.SizeOf<SharedPartReference>())[0]);
        if (!reference.IsWithinMemory(Unsafe.SizeOf<T>()))
            throw SharedArrayErrors.OutOfBounds(reference);
        SharedOwner owner = SharedMappings.Instance.Get(reference.Address, readOnly);
        var part = new SharedPart<T>(owner, reference.Offset, reference.Length, isSlice: false);
        reader.Borrow(new Loan<T>(part));
        return part;
    }

    /// <summary>An array that a function was lent for the time of its call.</summary>
    private sealed class Loan<T>(SharedPart<T> part) : IDisposable
        where T : unmanaged
    {
        public void Dispose() => part.EndLoan();
    }
}
