namespace Trama.Processes;

/// <summary>How a worker ended, and what it leaves to its pool.</summary>
/// <param name="Death">What is known of the process's death.</param>
/// <param name="Current">The call that it had been given, or null.</param>
/// <param name="Rest">The calls of the same chunk behind it.</param>
/// <param name="HasStarted">Whether the current call's function had begun.</param>
/// <param name="Ending">Why the executor itself was ending the call.</param>
/// <param name="WasAsked">Whether the worker was asked to end.</param>
internal sealed record WorkerEnd(WorkerDeath Death, Call? Current, Call? Rest, bool HasStarted, CallEnding Ending, bool WasAsked);
