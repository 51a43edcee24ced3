using System.Diagnostics;

namespace Trama.Async;

/// <summary>
/// A callback with the stack of whoever posted it; only made when <see cref="EventLoopOptions.CaptureStarts"/> asks for it.
/// </summary>
internal sealed class TracedCallback(LoopCallback callback) : INamedWork
{
    private static readonly SendOrPostCallback Run = static self => ((TracedCallback)self!).Invoke();

    private static readonly string? Ours = typeof(TracedCallback).Assembly.FullName;

    private readonly StackTrace _start = new(fNeedFileInfo: true);

    string INamedWork.Name => callback.Name;

    /// <summary>
    /// The stack from the first frame that is not Trama's. A fixed number of frames can't be left out instead: how many Trama has on it
    /// depends on what the JIT has inlined by then.
    /// </summary>
    internal string StartedAt => new StackTrace(_start.GetFrames().SkipWhile(IsOurs)).ToString().TrimEnd();

    internal static LoopCallback Wrap(LoopCallback callback) => new(Run, new TracedCallback(callback));

    private static bool IsOurs(StackFrame frame) => DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName == Ours;

    private void Invoke() => callback.Invoke();
}
