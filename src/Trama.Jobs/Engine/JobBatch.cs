namespace Trama.Jobs.Engine;

/// <summary>
/// How many items a call may take, for a job whose items are so small that a call of its own would cost as much as the item. What one item
/// fails with is its own; a call that fails as a whole (its worker died) is taken apart, and each of its items tried by itself.
/// </summary>
/// <param name="Items">The most items of a call; from 1 up.</param>
/// <param name="Weight">The most weight of a call, unless a single item has more.</param>
internal sealed record JobBatch(int Items, long Weight)
{
    /// <summary>A call an item.</summary>
    public static JobBatch None { get; } = new(1, 0);

    /// <summary>So small that every worker still gets several calls.</summary>
    public JobBatch For(int items, int workers) => this with { Items = Math.Clamp(items / (8 * workers), 1, Items) };

    /// <summary>What a batch's function does: each item by itself.</summary>
    /// <param name="inputs">The items.</param>
    /// <param name="one">Does one. What it throws as a <see cref="JobException"/> is that item's failure, anything else the whole call's.</param>
    /// <param name="cancellationToken">Passed on.</param>
    public static ItemOutcome<TResult>[] Run<TInput, TResult>(
        TInput[] inputs, Func<TInput, CancellationToken, TResult> one, CancellationToken cancellationToken)
    {
        var outcomes = new ItemOutcome<TResult>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            try
            {
                outcomes[i] = new(one(inputs[i], cancellationToken), null);
            }
            catch (JobException fault)
            {
                outcomes[i] = new(default, fault.Message);
            }
        }
        return outcomes;
    }
}

/// <summary>What became of one item of a batch: it crosses from worker processes.</summary>
/// <param name="Result">The result, where there is one.</param>
/// <param name="Fault">Else the message of a <see cref="JobException"/>.</param>
internal sealed record ItemOutcome<TResult>(TResult? Result, string? Fault);
