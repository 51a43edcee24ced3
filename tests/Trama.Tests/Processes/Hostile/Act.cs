using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Hostile;

/// <summary>What a worker can do with a call instead of answering it.</summary>
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

    /// <summary>Whether the call may get an answer that looks right and is not: there is no checksum, the other side is trusted so far.</summary>
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

    public void Play(ScriptedWorker worker, Work work)
    {
        WireFrame[] honest = ScriptedWorker.AnswersTo(work);
        foreach (WireFrame frame in Frames(honest, work.Number))
            worker.Wire.Send(frame);
        if (Deed == Deed.PokeIntoRing && worker.Wire.Outgoing is not null)
            Poke(worker.Wire);
        else if (Deed is Deed.SayAnythingOverSocket or Deed.PokeIntoRing)
            worker.Wire.SendOverSocket(Bytes);
    }

    public override string ToString() => $"{Deed}({Value}, {Convert.ToHexString(Bytes)})";

    private IEnumerable<WireFrame> Frames(WireFrame[] honest, long number) => Deed switch
    {
        Deed.Answer => honest,
        Deed.AnswerTwice => [.. honest, .. honest],
        Deed.AnswerBackwards => honest.Reverse(),
        Deed.LieAboutNumber => [WithNumber(honest[0], number + (Value == 0 ? 1 : Value))],
        Deed.LieAboutKind => [honest[0] with { Kind = (byte)Value }],
        Deed.LieAboutLength => [honest[0] with { Claimed = Value }],
        Deed.CutShort => [Cut(honest[0])],
        Deed.FlipBit => [honest[0].Flip(Value)],
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
