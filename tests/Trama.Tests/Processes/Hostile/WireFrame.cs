using System.Buffers.Binary;
using Trama.Processes.Ipc;

namespace Trama.Tests.Processes.Hostile;

/// <summary>A frame as it is put on the wire: what its header says need not be true.</summary>
/// <param name="Kind">The byte that names its kind.</param>
/// <param name="Claimed">The length in its header.</param>
/// <param name="Payload">What follows.</param>
internal sealed record WireFrame(byte Kind, int Claimed, byte[] Payload)
{
    public const int NumberSize = sizeof(long);

    /// <summary>A frame that is what it says.</summary>
    public static WireFrame Of(FrameKind kind, byte[] payload) => new((byte)kind, payload.Length, payload);

    /// <summary>The same with one bit the other way round, anywhere from its length to its last byte.</summary>
    public WireFrame Flip(int bit)
    {
        byte[] all = OnSocket();
        bit = (int)((uint)bit % (uint)(all.Length * 8));
        all[bit / 8] ^= (byte)(1 << (bit % 8));
        return new WireFrame(all[sizeof(int)], BinaryPrimitives.ReadInt32LittleEndian(all), all[(sizeof(int) + 1)..]);
    }

    /// <summary>As it goes over a socket.</summary>
    public byte[] OnSocket()
    {
        var all = new byte[sizeof(int) + 1 + Payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(all, Claimed);
        all[sizeof(int)] = Kind;
        Payload.CopyTo(all, sizeof(int) + 1);
        return all;
    }

    public override string ToString() => $"kind {Kind}, claims {Claimed}: {Convert.ToHexString(Payload)}";
}
