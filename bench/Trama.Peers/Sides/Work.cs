
namespace Trama.Peers.Sides;

/// <summary>The functions that are called. bench/peers/work.py and work.js hold the same ones.</summary>
internal static class Work
{
    /// <summary>What a payload is filled with; reading looks for something else and so goes through all of it.</summary>
    public const byte Filling = 7;

    private static byte[]? _given;

    public static int Increment(int n) => n + 1;

    public static int ReadMemory(ReadOnlyMemory<byte> data) => data.Span.IndexOf((byte)0);

    public static int ReadArray(byte[] data) => data.AsSpan().IndexOf((byte)0);

    /// <summary>A large result, the same each time: what is measured is its way, not its making.</summary>
    public static byte[] GiveArray(int length)
    {
        if (_given?.Length != length)
        {
            _given = new byte[length];
            Array.Fill(_given, Filling);
        }

        return _given;
    }

    /// <summary>Reads the first and the last byte.</summary>
    public static int ReadEnds(SharedArray<byte> array)
    {
        using SharedView<byte> first = array.Open(0, 1);
        using SharedView<byte> last = array.Open(array.Length - 1, 1);
        return first.Span[0] + last.Span[0];
    }

    public static int ProcessId() => Environment.ProcessId;

    /// <summary>Nothing but processor time: some 30 ms.</summary>
    public static uint Burn(uint seed)
    {
        for (int i = 0; i < 30_000_000; i++)
            seed = (seed * 1664525) + 1013904223;
        return seed;
    }
}
