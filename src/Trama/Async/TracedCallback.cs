using System.Diagnostics;

namespace Trama.Async;

/// <summary>
/// A callback with the stack of whoever posted it; only made when <see cref="EventLoopOptions.CaptureStarts"/> asks for it.
/// </summary>
internal sealed class TracedCallback(LoopCallback callback) : INamedWork
{
    private static readonly SendOrPostCallback Run = static self => ((TracedCallback)self!).Invoke();

    private readonly StackTrace _start = new(skipFrames: 2, fNeedFileInfo: true);

    string INamedWork.Name => callback.Name;

    internal string StartedAt => _start.ToString().TrimEnd();

    internal static LoopCallback Wrap(LoopCallback callback) => new(Run, new TracedCallback(callback));

    private void Invoke() => callback.Invoke();
}
