namespace Trama.Processes.Functions;

/// <summary>
/// A function by name, as it crosses to a worker: enough to find exactly that method in the same build of the same assembly, and to notice
/// when it is another.
/// </summary>
internal sealed record FunctionReference
{
    /// <summary>The assembly's full name.</summary>
    public required string Assembly { get; init; }

    /// <summary>Where the assembly was loaded from when the app's own resolution would not find it; else null.</summary>
    public required string? Location { get; init; }

    /// <summary>The identity of that very build of the module.</summary>
    public required Guid Module { get; init; }

    /// <summary>The method's metadata token.</summary>
    public required int Token { get; init; }

    /// <summary>The method in readable form; the worker compares it with what the token led to.</summary>
    public required string Signature { get; init; }

    /// <summary>The generic arguments of the declaring type.</summary>
    public required string[] TypeArguments { get; init; }

    /// <summary>The generic arguments of the method.</summary>
    public required string[] MethodArguments { get; init; }

    /// <summary>The delegate's type: what the caller encodes arguments as and expects the result to be.</summary>
    public required string DelegateType { get; init; }

    /// <summary>The function's name for people.</summary>
    public required string Name { get; init; }

    public void Write(PayloadWriter writer)
    {
        writer.WriteString(Assembly);
        writer.WriteString(Location);
        writer.WriteBytes(Module.ToByteArray());
        writer.WriteInt32(Token);
        writer.WriteString(Signature);
        WriteAll(writer, TypeArguments);
        WriteAll(writer, MethodArguments);
        writer.WriteString(DelegateType);
        writer.WriteString(Name);
    }

    public static FunctionReference Read(ref PayloadReader reader) => new()
    {
        Assembly = reader.ReadString()!,
        Location = reader.ReadString(),
        Module = new Guid(reader.Take(16)),
        Token = reader.ReadInt32(),
        Signature = reader.ReadString()!,
        TypeArguments = ReadAll(ref reader),
        MethodArguments = ReadAll(ref reader),
        DelegateType = reader.ReadString()!,
        Name = reader.ReadString()!,
    };

    private static void WriteAll(PayloadWriter writer, string[] texts)
    {
        writer.WriteInt32(texts.Length);
        foreach (string text in texts)
            writer.WriteString(text);
    }

    private static string[] ReadAll(ref PayloadReader reader)
    {
        var texts = new string[Math.Min(reader.ReadInt32(), reader.Remaining)];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString()!;
        return texts;
    }
}
