using Trama.Soak.Kills;

namespace Trama.Soak.Ledger;

/// <summary>How a call may end beside its answer and the death of its worker, which may befall any.</summary>
[Flags]
internal enum Ends
{
    None = 0,
    Canceled = 1,
    TimedOut = 2,
    QueueTimedOut = 4,
    Thrown = 8,
}

/// <summary>What the soak knows of a call of its own.</summary>
internal sealed class Entry(long id, string function)
{
    public long Id => id;

    public string Function => function;

    public Ends Ends { get; init; }

    /// <summary>How its function kills its worker, or null when it does not.</summary>
    public Blow? Blow { get; init; }

    /// <summary>How often its function may begin.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>Whether it has ended and was judged.</summary>
    public bool IsSettled { get; set; }

    /// <summary>How often its function had begun when it had ended; it may not begin after that.</summary>
    public int BegunAtEnd { get; set; }
}
