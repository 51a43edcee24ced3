using System.Diagnostics;
using System.Runtime.InteropServices;
using Trama.Soak.Kills;
using Trama.Soak.Leaks;
using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Functions that end their worker, or have it ended.</summary>
internal static partial class Deadly
{
    /// <summary>How many numbers or letters a parting value has.</summary>
    public const int Large = 200_000;

    private const int Step = 16 << 20;
    private const int MostSteps = 40;

    public static Answer Strike(long id, Blow blow)
    {
        using Witness.Presence presence = Witness.Enter(id);
        switch (blow)
        {
            case Blow.Exit:
                Environment.Exit(0);
                break;
            case Blow.FailFast:
                Environment.FailFast("the soak fails fast");
                break;
            case Blow.Segfault:
                memset(0, 1, 1);
                break;
            case Blow.Hog:
                Hog();
                break;
            case Blow.Timeout or Blow.Cancel:
                Thread.Sleep(20_000);
                break;
        }

        // Reached by nobody who was struck in time.
        return Answer.To(id);
    }

    /// <summary>Answers with bytes, in a segment if they are many, and kills its process after so many microseconds.</summary>
    public static byte[] PartWithBytes(long id, int microseconds)
    {
        using Witness.Presence presence = Witness.Enter(id);
        byte[] data = Payloads.Of(id, Large);
        KillAfter(microseconds);
        return data;
    }

    /// <summary>The same with a text, in a frame of its own.</summary>
    public static string PartWithText(long id, int microseconds)
    {
        using Witness.Presence presence = Witness.Enter(id);
        string text = Payloads.TextOf(id, Large);
        KillAfter(microseconds);
        return text;
    }

    /// <summary>The same with an array that is given away.</summary>
    public static SharedArray<long> PartWithArray(long id, int microseconds)
    {
        using Witness.Presence presence = Witness.Enter(id);
        SharedArray<long> array = Functions.Fresh(id, Large);
        KillAfter(microseconds);
        return array;
    }

    private static void KillAfter(int microseconds)
    {
        var killer = new Thread(() =>
        {
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started).TotalMicroseconds < microseconds)
                Thread.SpinWait(10);
            ProcessTable.Signal(Environment.ProcessId, ProcessTable.Kill);
        });
        killer.Start();
    }

    // Slowly enough to be seen by somebody who looks ten times a second, and not without end.
    private static void Hog()
    {
        var held = new List<byte[]>();
        for (int i = 0; i < MostSteps; i++)
        {
            byte[] piece = new byte[Step];
            Array.Fill(piece, (byte)1);
            held.Add(piece);
            Thread.Sleep(10);
        }

        Thread.Sleep(2_000);
        GC.KeepAlive(held);
    }

    [LibraryImport("libc")]
    private static partial nint memset(nint address, int value, nuint count);
}
