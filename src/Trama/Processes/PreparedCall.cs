using Trama.Processes.Functions;
using Trama.Running.Mapping;

namespace Trama.Processes;

/// <summary>A call as it will cross: the function's name, the caller's surroundings and the encoded arguments, taken on the caller's thread.</summary>
internal sealed class PreparedCall : IDisposable
{
    private const int KeptBuffer = 64 * 1024;

    [ThreadStatic]
    private static PayloadWriter? _spare;

    private readonly byte[] _surroundings;
    private IChunk? _chunk;

    private PreparedCall(FunctionReference function, bool measure, ReadOnlyMemory<byte> arguments)
    {
        Function = function;
        _surroundings = CallSurroundings.CaptureEncoded();
        Measure = measure;
        Arguments = arguments;
    }

    /// <summary>What the arguments refer to, kept until the call ends, whatever the caller disposes of meanwhile. Null: nothing.</summary>
    public Holds? Held { get; init; }

    /// <summary>Whether somebody wants to know what the call costs.</summary>
    public bool Measure { get; }

    /// <summary>The frame that it travels in.</summary>
    public FrameKind Kind => _chunk is null ? FrameKind.Call : FrameKind.Chunk;

    public FunctionReference Function { get; }

    public ReadOnlyMemory<byte> Arguments { get; }

    public static PreparedCall Of(Call call, CodecSet codecs, bool measure)
    {
        FunctionReference function = FunctionNaming.Of(call.Function);

        // A user's codec may make calls of its own while it writes: whoever uses the spare writer takes it away meanwhile.
        PayloadWriter writer = _spare?.Codecs == codecs ? _spare : new PayloadWriter(codecs);
        _spare = null;
        try
        {
            call.EncodeArguments(writer);
        }
        catch (PayloadException error)
        {
            writer.TakeHeld()?.Dispose();

            // Misuse is an ArgumentException wherever it is found; the codec's own error says which member.
            throw new ArgumentException(error.Message, error);
        }

        if (writer.Length > KeptBuffer)
            return new PreparedCall(function, measure, writer.Written) { Held = writer.TakeHeld() };
        var prepared = new PreparedCall(function, measure, writer.Written.ToArray()) { Held = writer.TakeHeld() };
        writer.Clear();
        _spare = writer;
        return prepared;
    }

    /// <summary>The call of a chunk, whose items are encoded already.</summary>
    public static PreparedCall OfChunk(IChunk chunk, Delegate function, PayloadWriter items) =>
        new(FunctionNaming.Of(function), measure: false, items.Written) { Held = items.TakeHeld(), _chunk = chunk };

    /// <summary>The call of a worker's initialiser.</summary>
    public static PreparedCall OfInitializer(Action initializer) => new(FunctionNaming.Of(initializer), measure: false, default);

    /// <summary>The call has ended: nobody will look for what its arguments refer to.</summary>
    public void Dispose() => Held?.Dispose();

    /// <summary>Writes the call as it goes over the channel, after its number.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="function">The number of the function, which the other side knows.</param>
    public void WriteTo(PayloadWriter writer, int function)
    {
        writer.WriteInt32(function);
        writer.WriteByte(Measure ? (byte)1 : (byte)0);
        writer.WriteInt32(_surroundings.Length);
        writer.WriteBytes(_surroundings);
        if (_chunk is null)
        {
            writer.WriteBytes(Arguments.Span);
            return;
        }

        // What a worker that has died did of it is not done again.
        (int items, int from) = _chunk.Remaining();
        writer.WriteInt32(items);
        writer.WriteBytes(Arguments.Span[from..]);
    }
}
