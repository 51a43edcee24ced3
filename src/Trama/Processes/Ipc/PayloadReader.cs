using System.Buffers.Binary;
using Trama.Processes.Reports;

namespace Trama.Processes.Ipc;

/// <summary>
/// Reads what a <see cref="PayloadWriter"/> wrote. Every length is checked against what is there before anything is allocated.
/// </summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload, CodecSet codecs)
{
    private ReadOnlySpan<byte> _rest = payload;
    private Holds? _borrowed;

    public readonly CodecSet Codecs => codecs;

    /// <summary>Whether values may be read in place, because who reads them ends the loans of <see cref="Borrowed"/> in time.</summary>
    public bool Lends { get; init; }

    /// <summary>What makes progress objects for the function whose arguments are read; null for all else.</summary>
    public IProgressMaker? Progress { get; init; }

    public readonly int Remaining => _rest.Length;

    /// <summary>
    /// What was read so far that is lent to the reader, for a call that ends the loan when it does; else the reader owns it.
    /// </summary>
    public readonly Holds? Borrowed => _borrowed;

    /// <summary>Bytes that were read so far from beside the message; see <see cref="PayloadWriter.Beside"/>.</summary>
    public long Beside { get; set; }

    /// <summary>
    /// Reads a function's result, or an item of its stream. One that went with its process is no result, and thrown as it is:
    /// <see cref="SharedMemoryException.IsHolderGone"/>.
    /// </summary>
    /// <param name="function">The function: named only where something is wrong.</param>
    public T ReadResult<T>(Delegate function)
    {
        try
        {
            return codecs.For<T>().Read(ref this)!;
        }
        catch (Exception error) when (error is not PayloadException and not OutOfMemoryException and not SharedMemoryException { IsHolderGone: true })
        {
            throw CodecErrors.CannotRead($"The result of '{FunctionNames.Of(function)}'", error, "TRM0513");
        }
    }

    /// <summary>Reads the arguments of a function.</summary>
    public T ReadArguments<T>(string function)
    {
        try
        {
            return codecs.For<T>().Read(ref this)!;
        }
        catch (Exception error) when (error is not PayloadException and not OutOfMemoryException)
        {
            throw CodecErrors.CannotRead($"An argument of '{function}'", error, "TRM0514");
        }
    }

    /// <summary>Notes something that is lent together with the value that is being read.</summary>
    public void Borrow(IDisposable loan) => (_borrowed ??= new Holds()).Add(loan);

    public byte ReadByte() => Take(1)[0];

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public string? ReadString() => StringCodec.Instance.Read(ref this);

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new InvalidDataException($"A message claims {count} bytes where {_rest.Length} are left. (TRM0515)");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
