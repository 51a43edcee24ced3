using Trama.Soak.Kills;
using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Activities whose arguments or results travel in shared memory, or lie there.</summary>
internal static class LargeCalls
{
    // From what fits into a frame to what needs a segment, in longs.
    private const int Least = 64;
    private const int Most = 400_000;

    public static Task MirrorAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Mirror));
        byte[] data = Payloads.Of(entry.Id, random.Next(Least, Most));
        return calls.ObserveAsync(
            entry,
            () => calls.Executor.RunAsync(Functions.Mirror, entry.Id, data),
            mirrored => mirrored.Length == data.Length && Payloads.IsMirrorOf(entry.Id, mirrored));
    }

    public static Task CheckAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Check));
        ReadOnlyMemory<byte> data = Payloads.Of(entry.Id, random.Next(Least, Most));
        return calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.Check, entry.Id, data));
    }

    public static async Task FillAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Fill));
        using var array = new SharedArray<long>(random.Next(1, Most));
        await calls.ObserveAsync(
            entry,
            () => calls.Executor.RunAsync(Functions.Fill, entry.Id, array),
            answer => answer.IsRightFor(entry.Id) && IsFilled(entry.Id, array),
            static answer => answer.ProcessId);
    }

    public static Task MakeAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Make));
        int length = random.Next(1, Most);
        return calls.ObserveAsync(
            entry,
            () => calls.Executor.RunAsync(Functions.Make, entry.Id, length),
            array =>
            {
                using (array)
                    return array.Length == length && IsFilled(entry.Id, array);
            });
    }

    public static Task WriteAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Write));
        int letters = random.Next(1, Most);
        return calls.ObserveAsync(
            entry,
            () => calls.Executor.RunAsync(Functions.Write, entry.Id, letters),
            text => text == Payloads.TextOf(entry.Id, letters));
    }

    /// <summary>Makes a call whose function kills its worker with its answer, and gives what became of it.</summary>
    public static async Task<Entry> PartAsync(Calls calls, Random random)
    {
        int microseconds = random.Next(3_000);
        Entry entry;
        switch (random.Next(3))
        {
            case 0:
                entry = Open(nameof(Deadly.PartWithBytes));
                await calls.ObserveAsync(
                    entry, () => calls.Executor.RunAsync(Deadly.PartWithBytes, entry.Id, microseconds), data => Payloads.IsOf(entry.Id, data));
                return entry;
            case 1:
                entry = Open(nameof(Deadly.PartWithText));
                await calls.ObserveAsync(
                    entry,
                    () => calls.Executor.RunAsync(Deadly.PartWithText, entry.Id, microseconds),
                    letters => letters == Payloads.TextOf(entry.Id, Deadly.Large));
                return entry;
            default:
                entry = Open(nameof(Deadly.PartWithArray));
                await calls.ObserveAsync(
                    entry,
                    () => calls.Executor.RunAsync(Deadly.PartWithArray, entry.Id, microseconds),
                    array =>
                    {
                        using (array)
                            return IsFilled(entry.Id, array);
                    });
                return entry;
        }

        Entry Open(string function) => calls.Open(function, blow: Blow.Parting);
    }

    private static bool IsFilled(long id, SharedArray<long> array)
    {
        using SharedView<long> view = array.Open();
        return view.Span.IndexOfAnyExcept(Answer.ValueOf(id)) < 0;
    }
}
