namespace Trama;

/// <summary>What becomes of the lines that worker processes write.</summary>
public enum WorkerOutputMode
{
    /// <summary>Each line goes to the same stream of this process, whole, as if the function had run here.</summary>
    Forward,

    /// <summary>Lines are events and nothing else.</summary>
    EventsOnly,
}
