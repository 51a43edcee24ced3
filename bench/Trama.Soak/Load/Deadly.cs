using System.Runtime.InteropServices;
using Trama.Soak.Kills;
using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Functions that end their worker, or have it ended.</summary>
internal static partial class Deadly
{
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
