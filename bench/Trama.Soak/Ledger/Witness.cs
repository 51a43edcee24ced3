using System.Diagnostics;

namespace Trama.Soak.Ledger;

/// <summary>In a worker: writes down that a call's function was entered, and left.</summary>
internal static class Witness
{
    private static readonly LedgerFile Ledger = LedgerFile.Open(Environment.GetEnvironmentVariable(LedgerFile.Variable)!);

    /// <summary>Opens the ledger before the first call: what a call does before its first line should be short.</summary>
    public static void Prepare() => Leave(0);

    /// <summary>The function was entered. To be held for as long as it runs.</summary>
    public static Presence Enter(long id)
    {
        ref Mark mark = ref Ledger[id];
        if (Volatile.Read(ref mark.Id) != id)
        {
            Interlocked.Increment(ref Ledger.Strays);
            return new Presence(-1);
        }

        mark.BegunAt = Stopwatch.GetTimestamp();
        Volatile.Write(ref mark.Place, Environment.ProcessId);
        Interlocked.Increment(ref mark.Begun);
        return new Presence(id);
    }

    /// <summary>The function was left. For functions that can't hold a <see cref="Presence"/>: those that await.</summary>
    public static void Leave(long id)
    {
        if (Volatile.Read(ref Ledger[id].Id) == id)
            Volatile.Write(ref Ledger[id].Place, -Environment.ProcessId);
    }

    /// <summary>A function's stay in itself. Not left by whoever dies in it.</summary>
    public readonly ref struct Presence(long id)
    {
        public void Dispose()
        {
            if (id >= 0)
                Leave(id);
        }
    }
}
