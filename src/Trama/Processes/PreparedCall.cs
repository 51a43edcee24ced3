using Trama.Processes.Functions;
using Trama.Processes.Reports;
using Trama.Running.Mapping;

namespace Trama.Processes;

/// <summary>
/// A call as it will cross: the function's name, the caller's surroundings and the encoded arguments, taken on the caller's thread. Where
/// the arguments may stay in the call until it is sent, there is nothing of the call's own here, and calls share one.
/// </summary>
internal sealed class PreparedCall : IDisposable
{
    private const int KeptBuffer = 64 * 1024;

    [ThreadStatic]
    private static PayloadWriter? _spare;

    // Nearly all calls are like the one before. Replaced as a whole, so that threads see one or another.
    private static PreparedCall? _lastShared;

    private readonly byte[] _surroundings;

    // Null: the call itself has them.
    private readonly ReadOnlyMemory<byte>? _arguments;
    private IChunk? _chunk;
    private Action? _following;

    private PreparedCall(FunctionReference function, bool measure, ReadOnlyMemory<byte>? arguments)
        : this(function, measure, arguments, CallSurroundings.CaptureEncoded())
    {
    }

    private PreparedCall(FunctionReference function, bool measure, ReadOnlyMemory<byte>? arguments, byte[] surroundings)
    {
        Function = function;
        _surroundings = surroundings;
        Measure = measure;
        _arguments = arguments;
    }

    /// <summary>What the arguments refer to, kept until the call ends, whatever the caller disposes of meanwhile. Null: nothing.</summary>
    public Holds? Held { get; init; }

    /// <summary>Bytes of the arguments that travel beside the frame.</summary>
    public long Beside { get; init; }

    /// <summary>Where reports to objects among the arguments go; null where there are none.</summary>
    public ReportQueue? Reports { get; private init; }

    /// <summary>Whether somebody wants to know what the call costs.</summary>
    public bool Measure { get; }

    /// <summary>The frame that it travels in.</summary>
    public FrameKind Kind => _chunk is null ? FrameKind.Call : FrameKind.Chunk;

    public FunctionReference Function { get; }

    public static PreparedCall Of(Call call, CodecSet codecs, bool measure)
    {
        FunctionReference function = FunctionNaming.Of(call.Function, call.DelegateType);
        try
        {
            return call.CanEncodeLater(codecs) ? Shared(function, measure) : OfEncoded(call, function, codecs, measure);
        }
        catch (PayloadException error)
        {
            // Misuse is an ArgumentException wherever it is found; the codec's own error says which member.
            throw new ArgumentException(error.Message, error);
        }
    }

    private static PreparedCall Shared(FunctionReference function, bool measure)
    {
        byte[] surroundings = CallSurroundings.CaptureEncoded();
        if (_lastShared is { } last && ReferenceEquals(last.Function, function) && ReferenceEquals(last._surroundings, surroundings) && last.Measure == measure)
            return last;
        return _lastShared = new PreparedCall(function, measure, arguments: null, surroundings);
    }

    private static PreparedCall OfEncoded(Call call, FunctionReference function, CodecSet codecs, bool measure)
    {
        // A user's codec may make calls of its own while it writes: whoever uses the spare writer takes it away meanwhile.
        PayloadWriter writer = _spare?.Codecs == codecs ? _spare : new PayloadWriter(codecs);
        _spare = null;
        try
        {
            writer.MayFollow = true;
            call.EncodeArguments(writer);
        }
        catch (PayloadException)
        {
            writer.TakeHeld()?.Dispose();
            throw;
        }

        bool isLarge = writer.Length > KeptBuffer;
        var prepared = new PreparedCall(function, measure, isLarge ? writer.Written : writer.Written.ToArray())
        {
            Held = writer.TakeHeld(),
            Beside = writer.Beside,
            Reports = ReportsOf(call, writer),
            _following = writer.TakeFollowing(),
        };
        if (isLarge)
            return prepared;
        writer.Clear();
        _spare = writer;
        return prepared;
    }

    /// <summary>The call of a chunk, whose items are encoded already.</summary>
    public static PreparedCall OfChunk<TChunk>(TChunk chunk, PayloadWriter items)
        where TChunk : Call, IChunk =>
        new(FunctionNaming.Of(chunk.Function, chunk.DelegateType), measure: false, items.Written) { Held = items.TakeHeld(), _chunk = chunk };

    /// <summary>The call of a worker's initialiser.</summary>
    public static PreparedCall OfInitializer(Action initializer) =>
        new(FunctionNaming.Of(initializer, typeof(Action)), measure: false, ReadOnlyMemory<byte>.Empty);

    /// <summary>
    /// Copies what of the arguments follows the call, on the caller's thread before that goes on: the caller may change them after that. Also
    /// of a call that has ended meanwhile, whose segments are no more; nothing the second time.
    /// </summary>
    public void Complete()
    {
        Action? following = _following;
        _following = null;
        following?.Invoke();
    }

    /// <summary>The call has ended: nobody will look for what its arguments refer to.</summary>
    public void Dispose() => Held?.Dispose();

    /// <summary>Writes the call as it goes over the channel, after its number.</summary>
    /// <param name="call">The call; null only where there are no arguments to ask it for.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="function">The number of the function, which the other side knows.</param>
    /// <returns>How many bytes its arguments took.</returns>
    public int WriteTo(Call? call, PayloadWriter writer, int function)
    {
        WriteHead(writer, function, Measure, _surroundings);
        int before = writer.Length;
        WriteArguments(call, writer);
        return writer.Length - before;
    }

    /// <summary>Writes what stands before the arguments.</summary>
    public static void WriteHead(PayloadWriter writer, int function, bool measure, byte[] surroundings)
    {
        writer.WriteInt32(function);
        writer.WriteByte(measure ? (byte)1 : (byte)0);
        writer.WriteInt32(surroundings.Length);
        writer.WriteBytes(surroundings);
    }

    private void WriteArguments(Call? call, PayloadWriter writer)
    {
        if (_chunk is not null)
        {
            // What a worker that has died did of it is not done again.
            (int items, int from) = _chunk.Remaining();
            writer.WriteInt32(items);
            writer.WriteBytes(_arguments!.Value.Span[from..]);
        }
        else if (_arguments is { } arguments)
        {
            writer.WriteBytes(arguments.Span);
        }
        else
        {
            call!.EncodeArguments(writer);
        }
    }

    private static ReportQueue? ReportsOf(Call call, PayloadWriter writer) =>
        writer.TakeTargets() is { } targets ? new ReportQueue(call, targets) : null;
}
