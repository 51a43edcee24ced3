using System.Runtime.InteropServices;

namespace Trama.Async;

/// <summary>Ctrl-C, taken over for a while.</summary>
internal static class Interrupt
{
    /// <summary>
    /// Calls back on the first Ctrl-C, on a thread of the runtime's, instead of ending the program; the second one does what it always did.
    /// Disposing of the result gives Ctrl-C back.
    /// </summary>
    internal static IDisposable OnNext(Action interrupted)
    {
        var seen = 0;
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            if (Interlocked.Exchange(ref seen, 1) != 0)
                return;

            context.Cancel = true;
            interrupted();
        });
    }
}
