namespace Trama.Running.Mapping;

/// <summary>What the process model does with a chunk, whatever its items are.</summary>
internal interface IChunk
{
    /// <summary>How many items have no result yet, and where the first of them begins among the encoded ones.</summary>
    (int Items, int From) Remaining();

    /// <summary>The items as they go over the channel.</summary>
    PreparedCall Prepare();

    /// <summary>The item whose turn it was has failed.</summary>
    void ReceiveError(Exception error);

    /// <summary>Lets the consumer see what has been received; not after every item, for each time it is woken.</summary>
    void TellProgress();

    /// <summary>The chunk goes to a worker.</summary>
    void StartClock();
}
