using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Hostile;

/// <summary>What one side can do instead of saying what it should.</summary>
internal enum Deed
{
    Answer,
    AnswerTwice,
    AnswerBackwards,
    SayNothing,
    LieAboutNumber,
    LieAboutKind,
    LieAboutLength,
    CutShort,
    FlipBit,
    SayAnything,
    SayAnythingOverSocket,
    PokeIntoRing,
}

/// <summary>One deed, with what it needs.</summary>
internal sealed record Act(Deed Deed, int Value, byte[] Bytes)
{
    private static readonly int[] Telling =
        [-1, 1, 0, 2, 4, 5, 15, 16, 17, 21, 22, 64, 255, 65_520, 65_521, 1 << 20, int.MaxValue, int.MaxValue - 56, int.MinValue];

    /// <summary>
    /// Whether the call may get an answer that looks right and is not: there is no checksum, the other side is trusted so far.
    /// </summary>
    public bool MayForge => Deed is Deed.LieAboutKind or Deed.FlipBit or Deed.SayAnything or Deed.PokeIntoRing;

    public static Gen<Act[]> Several()
    {
        Gen<Act> one =
            from deed in Gen.Elements(Enum.GetValues<Deed>())
            from value in Gen.OneOf(Gen.Elements(Telling), ArbMap.Default.GeneratorFor<int>())
            from bytes in ArbMap.Default.GeneratorFor<byte[]>()
            select new Act(deed, value, bytes);
        return from count in Gen.Choose(1, 4) from acts in one.ArrayOf(count) select acts;
    }

    /// <param name="wire">Where to.</param>
    /// <param name="honest">What should be said.</param>
    /// <param name="number">The number of the call that it is about.</param>
    public void Play(WireEnd wire, WireFrame[] honest, long number)
    {
        foreach (WireFrame frame in Frames(honest, honest[(uint)Value % honest.Length], number))
            wire.Send(frame);
        if (Deed == Deed.PokeIntoRing && wire.Outgoing is not null)
            Poke(wire);
        else if (Deed is Deed.SayAnythingOverSocket or Deed.PokeIntoRing)
            wire.SendOverSocket(Bytes);
    }

    public override string ToString() => $"{Deed}({Value}, {Convert.ToHexString(Bytes)})";

    private IEnumerable<WireFrame> Frames(WireFrame[] honest, WireFrame one, long number) => Deed switch
    {
        Deed.Answer => honest,
        Deed.AnswerTwice => [.. honest, .. honest],
        Deed.AnswerBackwards => honest.Reverse(),
        Deed.LieAboutNumber => [WithNumber(one, number + (Value == 0 ? 1 : Value))],
        Deed.LieAboutKind => [one with { Kind = (byte)Value }],
        Deed.LieAboutLength => [one with { Claimed = Value }],
        Deed.CutShort => [Cut(one)],
        Deed.FlipBit => [one.Flip(Value)],
        Deed.SayAnything => [WireFrame.Of((FrameKind)(byte)Value, Bytes)],
        _ => [],
    };

    private static WireFrame WithNumber(WireFrame frame, long number)
    {
        byte[] payload = [.. frame.Payload];
        BinaryPrimitives.WriteInt64LittleEndian(payload, number);
        return frame with { Payload = payload };
    }

    private WireFrame Cut(WireFrame frame)
    {
        byte[] left = frame.Payload[..(int)((uint)Value % (uint)frame.Payload.Length)];
        return WireFrame.Of((FrameKind)frame.Kind, left);
    }

    // The words that both rings are run by, and the first frames.
    private unsafe void Poke(WireEnd wire)
    {
        foreach (Ring? ring in new[] { wire.Outgoing, wire.Incoming })
        {
            int[] words = MemoryMarshal.Cast<byte, int>(Bytes).ToArray();
            for (int i = 0; i < words.Length; i++)
                ((int*)ring!.Head)[(int)((uint)words[i] % 256)] = Value + i;
        }
    }
}
