namespace Trama;

/// <summary>Something that an <see cref="EventLoop"/> reports to <see cref="EventLoopOptions.OnEvent"/>.</summary>
public abstract record EventLoopEvent
{
    private protected EventLoopEvent()
    {
    }
}

/// <summary>A callback held the loop longer than <see cref="EventLoopOptions.BlockedAfter"/>; everything else had to wait for it.</summary>
/// <param name="Callback">The method as its author named it, e.g. <c>Crawler.ParseAsync</c>.</param>
/// <param name="Duration">How long it held the loop, until its next await or its end.</param>
/// <param name="StartedAt">The stack of whoever posted it; null unless <see cref="EventLoopOptions.CaptureStarts"/> is on.</param>
public sealed record EventLoopBlocked(string Callback, TimeSpan Duration, string? StartedAt) : EventLoopEvent;

/// <summary>
/// Work started on the loop was still running when its main function ended. It was cancelled by its token, and waited for.
/// </summary>
/// <param name="Functions">The functions that had not ended, in the order in which they were started.</param>
/// <param name="StillRunning">
/// How many of them had not ended after <see cref="EventLoopOptions.LeftoverTimeout"/> either: their tasks are cancelled, what they still
/// do
/// continues on the shared pool.
/// </param>
public sealed record EventLoopLeftovers(IReadOnlyList<string> Functions, int StillRunning) : EventLoopEvent;

/// <summary>A callback threw and no task carries the exception.</summary>
/// <param name="Callback">The method as its author named it.</param>
/// <param name="Exception">What it threw.</param>
public sealed record EventLoopCallbackFailed(string Callback, Exception Exception) : EventLoopEvent;
