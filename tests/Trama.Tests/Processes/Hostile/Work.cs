using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Codecs;

namespace Trama.Tests.Processes.Hostile;

/// <summary>A call as it arrived: its number and its arguments, several for a chunk.</summary>
internal sealed record Work(long Number, bool IsChunk, int[] Arguments)
{
    public static Work Read(WireFrame frame)
    {
        var reader = new PayloadReader(frame.Payload, CodecSet.Plain);
        long number = reader.ReadInt64();
        reader.ReadInt32();   // the function
        reader.ReadByte();   // whether to measure
        reader.Take(reader.ReadInt32());   // the surroundings
        if (frame.Kind == (byte)FrameKind.Call)
            return new Work(number, false, reader.Remaining < sizeof(int) ? [0] : [reader.ReadInt32()]);
        var items = new int[reader.ReadInt32()];
        for (int i = 0; i < items.Length; i++)
        {
            reader.ReadInt32();   // its length
            items[i] = reader.ReadInt32();
        }

        return new Work(number, true, items);
    }
}
