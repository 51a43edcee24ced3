using System.Runtime.InteropServices;

namespace Trama.Soak.Load;

/// <summary>Bytes that tell whose they are.</summary>
internal static class Payloads
{
    public static byte[] Of(long id, int longs)
    {
        byte[] data = new byte[longs * sizeof(long)];
        MemoryMarshal.Cast<byte, long>(data.AsSpan()).Fill(Answer.ValueOf(id));
        return data;
    }

    public static bool IsOf(long id, ReadOnlySpan<byte> data) =>
        data.Length > 0 && MemoryMarshal.Cast<byte, long>(data).IndexOfAnyExcept(Answer.ValueOf(id)) < 0;

    public static bool IsMirrorOf(long id, byte[] mirrored)
    {
        byte[] data = (byte[])mirrored.Clone();
        Array.Reverse(data);
        return IsOf(id, data);
    }

    public static string TextOf(long id, int letters) => new((char)('a' + (id % 26)), letters);
}
