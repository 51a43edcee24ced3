namespace Trama.Processes;

/// <summary>How a worker ended, and what it leaves to its pool.</summary>
/// <param name="Death">What is known of the process's death.</param>
/// <param name="Calls">The calls that lay there, in their order.</param>
/// <param name="WasAsked">Whether the worker was asked to end.</param>
internal sealed record WorkerEnd(WorkerDeath Death, IReadOnlyList<LeftCall> Calls, bool WasAsked)
{
    /// <summary>Whether it died by its own doing and not by a call's: nobody killed it, no call had begun, none was being ended.</summary>
    public bool HasNobodyToBlame =>
        !WasAsked
        && (Death.Signal != "SIGKILL" || Death.OutOfMemory)
        && !Calls.Any(static left => left.HasBegun || left.Ending != CallEnding.None);
}

/// <summary>A call that a dead worker has not answered.</summary>
/// <param name="Call">The call.</param>
/// <param name="HasBegun">Whether the worker had begun with it: then the death is the call's own. True for one at the most; a result that went with the process is not counted here.</param>
/// <param name="Ending">Why the executor itself was ending it.</param>
internal readonly record struct LeftCall(Call Call, bool HasBegun, CallEnding Ending);
