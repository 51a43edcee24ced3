using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Trama.Processes.Reports;

namespace Trama.Processes.Ipc;

/// <summary>A growing buffer that values are written to before they cross to another process. One user at a time.</summary>
internal sealed class PayloadWriter(CodecSet codecs) : IBufferWriter<byte>
{
    private byte[] _buffer = new byte[256];
    private int _length;
    private Holds? _held;
    private Action? _following;
    private List<ReportTarget>? _targets;

    public CodecSet Codecs => codecs;

    public int Length => _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Bytes of values that travel beside the message, which only names them.</summary>
    public long Beside { get; set; }

    /// <summary>Whether what is written now leaves this process for good: a result does, arguments are lent.</summary>
    public bool GivesAway { get; private set; }

    /// <summary>Whether bytes beside the message may be written once it is on its way; its writer promises to see to that.</summary>
    public bool MayFollow { get; set; }

    /// <summary>Leaves something to be done once the message is on its way.</summary>
    public void Follow(Action action)
    {
        Debug.Assert(MayFollow, "Somebody will do what is left for later.");
        _following += action;
    }

    /// <summary>What is left to be done once the message is on its way, or null. The caller does it.</summary>
    public Action? TakeFollowing()
    {
        Action? following = _following;
        _following = null;
        return following;
    }

    /// <summary>Keeps something alive that the message only refers to; see <see cref="TakeHeld"/>.</summary>
    public void Hold(IDisposable held) => (_held ??= new Holds()).Add(held);

    /// <summary>
    /// What the message refers to, or null when it is complete by itself. The caller lets go of it once the other side has it.
    /// </summary>
    public Holds? TakeHeld()
    {
        Holds? held = _held;
        _held = null;
        return held;
    }

    /// <summary>Notes an object that stays in this process; see <see cref="TakeTargets"/>.</summary>
    /// <returns>The number that stands for it in the message.</returns>
    public int Keep(ReportTarget target)
    {
        (_targets ??= []).Add(target);
        return _targets.Count - 1;
    }

    /// <summary>The objects of this process that the message has numbers of, or null.</summary>
    public IReadOnlyList<ReportTarget>? TakeTargets()
    {
        List<ReportTarget>? targets = _targets;
        _targets = null;
        return targets;
    }

    /// <summary>Begins anew. What was handed out as <see cref="Written"/> is overwritten.</summary>
    public void Clear()
    {
        Debug.Assert(_held is null, "What a message refers to is taken over before the next message.");
        Debug.Assert(_following is null, "What is left to be done for a message is taken over before the next message.");
        _length = 0;
        MayFollow = false;
        Beside = 0;
        GivesAway = false;
    }

    /// <summary>Takes back what was written after that length was reached.</summary>
    public void Truncate(int length)
    {
        Debug.Assert(length <= _length, "Only what was written can be taken back.");
        _length = length;
    }

    /// <summary>Writes the arguments of a function. Throws <see cref="PayloadException"/> where one can't cross.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="function">The function: named only where something is wrong, which costs more than a small call.</param>
    public void WriteArguments<T>(T? arguments, Delegate function)
    {
        try
        {
            codecs.ForArgument<T>().Write(this, arguments);
        }
        catch (Exception error) when (error is not PayloadException and not OutOfMemoryException)
        {
            throw CodecErrors.CannotWrite($"An argument of '{FunctionNames.Of(function)}'", error, "TRM0510");
        }
    }

    /// <summary>Writes the result of a function, or an item of its stream.</summary>
    public void WriteResult<T>(T result, string function)
    {
        GivesAway = true;
        try
        {
            codecs.For<T>().Write(this, result);
        }
        catch (Exception error) when (error is not PayloadException and not OutOfMemoryException)
        {
            throw CodecErrors.CannotWrite($"The result of '{function}'", error, "TRM0511");
        }
    }

    public void WriteByte(byte value)
    {
        GetSpan(1)[0] = value;
        Advance(1);
    }

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(GetSpan(sizeof(int)), value);
        Advance(sizeof(int));
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(GetSpan(sizeof(long)), value);
        Advance(sizeof(long));
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    public void WriteString(string? text) => StringCodec.Instance.Write(this, text);

    /// <summary>Leaves room for a length that is known once what follows is written; see <see cref="FillLength"/>.</summary>
    public int ReserveLength()
    {
        int at = _length;
        WriteInt32(0);
        return at;
    }

    public void FillLength(int at) =>
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), _length - at - sizeof(int));

    public void Advance(int count)
    {
        Debug.Assert(count >= 0 && _length + count <= _buffer.Length, "Advance stays within the span that was handed out.");
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void Ensure(int sizeHint)
    {
        long needed = (long)_length + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
            return;
        if (needed > Array.MaxLength)
            throw CodecErrors.TooLong();
        Array.Resize(ref _buffer, (int)Math.Min(Math.Max(needed, _buffer.Length * 2L), Array.MaxLength));
    }
}
