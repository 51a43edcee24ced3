using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trama.Processes.Shared;

namespace Trama.Processes.Ipc;

/// <summary>What a worker must know before it can connect. It arrives on the worker's standard input, never in its arguments or environment,
/// where other users could read the token.</summary>
internal sealed record Handshake
{
    public const int Version = 1;
    public const int TokenSize = 32;

    public required string Address { get; init; }

    public required byte[] Token { get; init; }

    public required int ParentId { get; init; }

    public required int Worker { get; init; }

    public required string Executor { get; init; }

    /// <summary>Memory for the two rings, which the worker may refuse; null where calls go over the socket.</summary>
    public required SharedMemoryAddress? Rings { get; init; }

    /// <summary>On how many pools this worker's own pool stands, itself included.</summary>
    public required int Depth { get; init; }

    public required string? PayloadCodec { get; init; }

    public required string? ExceptionCodec { get; init; }

    public static byte[] NewToken() => RandomNumberGenerator.GetBytes(TokenSize);

    /// <summary>One line of text.</summary>
    public string ToLine()
    {
        var writer = new PayloadWriter(CodecSet.Plain);
        writer.WriteInt32(Version);
        writer.WriteString(Address);
        writer.WriteBytes(Token);
        writer.WriteInt32(ParentId);
        writer.WriteInt32(Worker);
        writer.WriteString(Executor);
        WriteRings(writer);
        writer.WriteInt32(Depth);
        writer.WriteString(PayloadCodec);
        writer.WriteString(ExceptionCodec);
        return Convert.ToBase64String(writer.Written.Span);
    }

    public static Handshake FromLine(string line)
    {
        var reader = new PayloadReader(Convert.FromBase64String(line), CodecSet.Plain);
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException(
                $"The worker speaks version {Version} of the protocol, its parent version {version}. Use one Trama.dll for both. (TRM0531)");
        return new Handshake
        {
            Address = reader.ReadString()!,
            Token = reader.Take(TokenSize).ToArray(),
            ParentId = reader.ReadInt32(),
            Worker = reader.ReadInt32(),
            Executor = reader.ReadString()!,
            Rings = ReadRings(ref reader),
            Depth = reader.ReadInt32(),
            PayloadCodec = reader.ReadString(),
            ExceptionCodec = reader.ReadString(),
        };
    }

    private void WriteRings(PayloadWriter writer)
    {
        SharedMemoryAddress address = Rings.GetValueOrDefault();
        writer.WriteBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<SharedMemoryAddress>(in address)));
    }

    private static SharedMemoryAddress? ReadRings(ref PayloadReader reader)
    {
        var address = MemoryMarshal.Read<SharedMemoryAddress>(reader.Take(Unsafe.SizeOf<SharedMemoryAddress>()));
        return address.Length == 0 ? null : address;
    }
}
