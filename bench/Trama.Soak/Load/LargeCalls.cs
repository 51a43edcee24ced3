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

    public static Task PartAsync(Calls calls, Random random)
    {
        int microseconds = random.Next(3_000);
        Entry Open(string function) => calls.Open(function, blow: Blow.Parting);
        switch (random.Next(3))
        {
            case 0:
                Entry bytes = Open(nameof(Deadly.PartWithBytes));
                return calls.ObserveAsync(
                    bytes, () => calls.Executor.RunAsync(Deadly.PartWithBytes, bytes.Id, microseconds), data => Payloads.IsOf(bytes.Id, data));
            case 1:
                Entry text = Open(nameof(Deadly.PartWithText));
                return calls.ObserveAsync(
                    text,
                    () => calls.Executor.RunAsync(Deadly.PartWithText, text.Id, microseconds),
                    letters => letters == Payloads.TextOf(text.Id, Deadly.Large));
            default:
                Entry given = Open(nameof(Deadly.PartWithArray));
                return calls.ObserveAsync(
                    given,
                    () => calls.Executor.RunAsync(Deadly.PartWithArray, given.Id, microseconds),
                    array =>
                    {
                        using (array)
                            return IsFilled(given.Id, array);
                    });
        }
    }

    private static bool IsFilled(long id, SharedArray<long> array)
    {
        using SharedView<long> view = array.Open();
        return view.Span.IndexOfAnyExcept(Answer.ValueOf(id)) < 0;
    }
}
