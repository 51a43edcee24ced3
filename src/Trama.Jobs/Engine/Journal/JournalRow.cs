namespace Trama.Jobs.Engine.Journal;

/// <summary>What a journal knows of an item.</summary>
/// <param name="Key">The item's key.</param>
/// <param name="Identity">The state of the input and the job's settings at that time; null: never to be relied on.</param>
/// <param name="IsDone">Whether it was done; else it failed.</param>
/// <param name="Result">The result as UTF-8 JSON, when it was done.</param>
/// <param name="OutputBytes">The size of the output file, where there is one.</param>
internal sealed record JournalRow(string Key, string? Identity, bool IsDone, byte[]? Result, long? OutputBytes)
{
    /// <summary>The file that was made, with what it is made from, as full paths; null: none was. Written with the row, and not part of it.</summary>
    public (string Path, string? Source)? Made { get; init; }
}
