namespace Trama.Jobs.Doctor.Workers;

/// <summary>What the doctor has its workers do.</summary>
internal static class TrialFunctions
{
    public static string Echo(string text) => text;

    public static int ProcessId() => Environment.ProcessId;

    /// <summary>Allocates so much and touches all of it.</summary>
    public static long Fill(long bytes)
    {
        const int Piece = 1 << 20;
        var held = new List<byte[]>();
        for (long taken = 0; taken < bytes; taken += Piece)
        {
            var piece = new byte[Piece];
            piece.AsSpan().Fill(1);
            held.Add(piece);
        }

        return held.Sum(piece => (long)piece[^1]);
    }
}
