using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Trama.Jobs.Connections.Client;

/// <summary>
/// The messages of a run, each of which follows from the seed and its number alone, and what came back for them. The same messages go to
/// every server, over however many connections.
/// </summary>
internal sealed class Messages(int seed, int count)
{
    public const int Size = 64;

    private readonly ulong[] _answers = new ulong[count];

    /// <summary>How many there are.</summary>
    public int Count => _answers.Length;

    /// <summary>Writes message <paramref name="number"/>.</summary>
    public void Fill(int number, Span<byte> message)
    {
        var state = Mix((uint)seed * 0x9E3779B97F4A7C15UL + (uint)number);
        for (var at = 0; at < Size; at += sizeof(ulong)) BinaryPrimitives.WriteUInt64LittleEndian(message[at..], state = Mix(state));
    }

    /// <summary>Notes what came back for message <paramref name="number"/>.</summary>
    public void Note(int number, ReadOnlySpan<byte> answer)
    {
        var hash = (ulong)number;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(answer[..Size])) hash = Mix(hash ^ word);
        _answers[number] = hash;
    }

    /// <summary>One text for all answers.</summary>
    public string Checksum() => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<ulong>(_answers)));

    // splitmix64: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
