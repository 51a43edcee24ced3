namespace Trama.Soak.Load;

/// <summary>What most functions of a soak give back: whose result it is, who made it, and something to recognise it by.</summary>
internal readonly record struct Answer(long Id, long Value, int ProcessId)
{
    /// <summary>The one right answer of a call, here and now.</summary>
    public static Answer To(long id) => new(id, ValueOf(id), Environment.ProcessId);

    public static long ValueOf(long id) => unchecked((id * 6364136223846793005L) + 1442695040888963407L);

    public bool IsRightFor(long id) => Id == id && Value == ValueOf(id);
}
