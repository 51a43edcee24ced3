namespace Trama.Processes.Ipc;

/// <summary>An exception as it crosses the boundary between processes: facts, no objects.</summary>
internal sealed record RemoteError
{
    // An exception may hold itself in its Data or be nested without end; what matters is in the first few levels.
    private const int MaxDepth = 8;
    private const int MaxInner = 32;

    public required string TypeName { get; init; }

    public required string Message { get; init; }

    public required string StackTrace { get; init; }

    public required int HResult { get; init; }

    /// <summary>What some types put into their constructor beside the message: a parameter's, an object's, a file's name.</summary>
    public required string? Detail { get; init; }

    public required IReadOnlyDictionary<string, string> Data { get; init; }

    public required RemoteError[] Inner { get; init; }

    /// <summary>What the user's <see cref="IExceptionCodec"/> wrote, or null.</summary>
    public required byte[]? Custom { get; init; }

    public static RemoteError From(Exception error, IExceptionCodec? codec, int depth = 0) => new()
    {
        TypeName = error.GetType().FullName ?? error.GetType().Name,
        Message = Text(() => error.Message),
        StackTrace = Text(() => error.StackTrace),
        HResult = error.HResult,
        Detail = ExceptionDetails.Of(error),
        Data = DataOf(error),
        Inner = depth == MaxDepth ? [] : [.. InnerOf(error).Take(MaxInner).Select(inner => From(inner, codec, depth + 1))],
        Custom = CustomOf(error, codec),
    };

    public void Write(PayloadWriter writer)
    {
        writer.WriteString(TypeName);
        writer.WriteString(Message);
        writer.WriteString(StackTrace);
        writer.WriteInt32(HResult);
        writer.WriteString(Detail);
        writer.WriteInt32(Data.Count);
        foreach ((string key, string value) in Data)
        {
            writer.WriteString(key);
            writer.WriteString(value);
        }

        writer.WriteInt32(Inner.Length);
        foreach (RemoteError inner in Inner)
            inner.Write(writer);
        writer.WriteInt32(Custom?.Length ?? -1);
        writer.WriteBytes(Custom);
    }

    public static RemoteError Read(ref PayloadReader reader, int depth = 0)
    {
        string typeName = ReadText(ref reader);
        string message = ReadText(ref reader);
        string stackTrace = ReadText(ref reader);
        int hresult = reader.ReadInt32();
        string? detail = reader.ReadString();
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int left = reader.ReadInt32(); left > 0; left--)
            data[ReadText(ref reader)] = ReadText(ref reader);
        int count = reader.ReadInt32();
        if (count is < 0 or > MaxInner || (count > 0 && depth == MaxDepth))
            throw new InvalidDataException($"An error claims {count} inner errors at depth {depth}. (TRM0532)");
        var inner = new RemoteError[count];
        for (int i = 0; i < count; i++)
            inner[i] = Read(ref reader, depth + 1);
        int custom = reader.ReadInt32();
        return new RemoteError
        {
            TypeName = typeName,
            Message = message,
            StackTrace = stackTrace,
            HResult = hresult,
            Detail = detail,
            Data = data,
            Inner = inner,
            Custom = custom < 0 ? null : reader.Take(custom).ToArray(),
        };
    }

    private static string ReadText(ref PayloadReader reader) =>
        reader.ReadString() ?? throw new InvalidDataException("An error has no text where it should have one. (TRM0532)");

    private static IReadOnlyList<Exception> InnerOf(Exception error) =>
        error is AggregateException many ? many.InnerExceptions : error.InnerException is { } one ? new[] { one } : [];

    private static Dictionary<string, string> DataOf(Exception error)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in error.Data)
            data[Text(() => entry.Key.ToString())] = Text(() => entry.Value?.ToString());
        return data;
    }

    // Members that types of the user's override: one that throws must not take the worker along, or hide what happened.
    private static string Text(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (Exception failure)
        {
            return $"(not to be had: {failure.GetType().Name})";
        }
    }

    private static byte[]? CustomOf(Exception error, IExceptionCodec? codec)
    {
        if (codec is null)
            return null;
        try
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            return codec.TryWrite(buffer, error) ? buffer.WrittenSpan.ToArray() : null;
        }
        catch (Exception)
        {
            // The function's own error matters more than a codec that can't write it; the built-in table takes over.
            return null;
        }
    }
}
