namespace Trama.Jobs.Engine;

/// <summary>How far a run is: a snapshot, to be taken as often as somebody looks.</summary>
/// <param name="Items">Items planned; 0 while planning.</param>
/// <param name="Done">Done in this run.</param>
/// <param name="Skipped">Done before.</param>
/// <param name="Failed">Failed in this run.</param>
/// <param name="WeightDone">The weight of what was done in this run.</param>
/// <param name="WeightLeft">The weight of what is still to be done.</param>
/// <param name="PerSecond">Weight per second of late; 0 when there is nothing to judge by yet.</param>
/// <param name="SecondsLeft">A guess; null when there is nothing to judge by yet.</param>
internal readonly record struct JobProgress(
    int Items, int Done, int Skipped, int Failed, long WeightDone, long WeightLeft, double PerSecond, double? SecondsLeft)
{
    /// <summary>Items that have ended.</summary>
    public int Ended => Done + Skipped + Failed;
}
