using System.Runtime.CompilerServices;
using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>What runs in the workers. Each function tells the ledger that it was entered, and that it was left.</summary>
internal static class Functions
{
    public static string MessageOf(long id) => $"Call {id} throws, as it should.";

    /// <summary>Works for so many microseconds: a short time on the processor, a longer one asleep.</summary>
    public static Answer Work(long id, int microseconds)
    {
        using Witness.Presence presence = Witness.Enter(id);
        if (microseconds >= 1000)
            Thread.Sleep(microseconds / 1000);
        else
            Thread.SpinWait(microseconds);
        return Answer.To(id);
    }

    public static Answer WorkOnItem((long Id, int Microseconds) item) => Work(item.Id, item.Microseconds);

    public static async Task<Answer> WorkAsync(long id, int milliseconds)
    {
        Witness.Enter(id);
        await Task.Delay(milliseconds);
        Witness.Leave(id);
        return Answer.To(id);
    }

    public static Answer Throw(long id)
    {
        using Witness.Presence presence = Witness.Enter(id);
        throw new InvalidOperationException(MessageOf(id));
    }

    /// <summary>Waits for its token, for a second at most.</summary>
    public static Answer Heed(long id, CancellationToken token)
    {
        using Witness.Presence presence = Witness.Enter(id);
        token.WaitHandle.WaitOne(1000);
        token.ThrowIfCancellationRequested();
        return Answer.To(id);
    }

    public static byte[] Mirror(long id, byte[] data)
    {
        using Witness.Presence presence = Witness.Enter(id);
        byte[] mirrored = (byte[])data.Clone();
        Array.Reverse(mirrored);
        return mirrored;
    }

    public static Answer Check(long id, ReadOnlyMemory<byte> data)
    {
        using Witness.Presence presence = Witness.Enter(id);
        return Payloads.IsOf(id, data.Span) ? Answer.To(id) : default;
    }

    public static Answer Fill(long id, SharedArray<long> array)
    {
        using Witness.Presence presence = Witness.Enter(id);
        using SharedView<long> view = array.Open();
        view.Span.Fill(Answer.ValueOf(id));
        return Answer.To(id);
    }

    /// <summary>Gives an array away.</summary>
    public static SharedArray<long> Make(long id, int length)
    {
        using Witness.Presence presence = Witness.Enter(id);
        return Fresh(id, length);
    }

    public static SharedArray<long> Fresh(long id, int length)
    {
        var array = new SharedArray<long>(length);
        using SharedView<long> view = array.Open();
        view.Span.Fill(Answer.ValueOf(id));
        return array;
    }

    /// <summary>A result that has to travel in memory of its own, of so many numbers.</summary>
    public static byte[] Produce((long Id, int Longs) item)
    {
        using Witness.Presence presence = Witness.Enter(item.Id);
        return Payloads.Of(item.Id, item.Longs);
    }

    /// <summary>A result that has no fixed size, and so no segment.</summary>
    public static string Write(long id, int letters)
    {
        using Witness.Presence presence = Witness.Enter(id);
        return Payloads.TextOf(id, letters);
    }

    public static async IAsyncEnumerable<byte[]> ProduceMany((long Id, int Items, int Longs) many)
    {
        Witness.Enter(many.Id);
        try
        {
            for (int i = 0; i < many.Items; i++)
            {
                await Task.Yield();
                yield return Payloads.Of(many.Id + i, many.Longs);
            }
        }
        finally
        {
            Witness.Leave(many.Id);
        }
    }

    public static async IAsyncEnumerable<Answer> Count(long id, int items, [EnumeratorCancellation] CancellationToken token)
    {
        Witness.Enter(id);
        try
        {
            for (int i = 0; i < items; i++)
            {
                if (i % 8 == 7)
                    await Task.Delay(1, token);
                yield return Answer.To(id + i);
            }
        }
        finally
        {
            Witness.Leave(id);
        }
    }
}
