namespace Trama;

/// <summary>What an <see cref="ExecutionLock"/> has done since it was made, all read at one instant.</summary>
/// <param name="Holds">
/// How often the lock was taken: by an outermost <see cref="ExecutionLock.EnterScope"/>, at the end of a
/// <see cref="ExecutionLock.SuspendScope"/>, and after giving way at a <see cref="ExecutionLock.Checkpoint"/>. Nested scopes don't count.
/// </param>
/// <param name="Waits">How many of those holds had to wait for another thread.</param>
/// <param name="Switches">How often the lock was taken by another thread than the one that held it last.</param>
/// <param name="LongestWait">The longest that any thread waited for a hold it got, by the lock's clock.</param>
/// <param name="Waiting">How many threads wait at this instant.</param>
/// <param name="Suspended">How many <see cref="ExecutionLock.SuspendScope"/>s are open at this instant.</param>
/// <param name="IsHeld">Whether some thread holds the lock at this instant.</param>
public sealed record ExecutionLockSnapshot(
    long Holds, long Waits, long Switches, TimeSpan LongestWait, int Waiting, int Suspended, bool IsHeld);
