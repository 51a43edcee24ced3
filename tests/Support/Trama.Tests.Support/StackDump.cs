using System.Diagnostics;

namespace Trama.Tests.Support;

/// <summary>All managed stacks of this process and its descendants, on standard error, by the sidecar program.</summary>
internal static class StackDump
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void OfThisProcessAndItsChildren()
    {
        try
        {
            // Where the kernel lets only parents look into their children, this allows our own child to look into us.
            Native.AllowBeingTraced();
            var pids = ProcessTree.Descendants().Prepend(Environment.ProcessId).Select(pid => $"{pid}");

            // Its output is inherited, not redirected: reading it here would need the thread pool, which may be what hangs.
            using Process sidecar = Process.Start(new ProcessStartInfo(SupportPrograms.Watchdog, pids) { UseShellExecute = false })!;
            if (!sidecar.WaitForExit(Patience))
            {
                sidecar.Kill();
                Console.Error.WriteLine($"The stack dump did not end within {Patience.TotalSeconds:0} s and was stopped.");
            }
        }
        // A missing dump must not stand in the way of ending the run.
        catch (Exception exception)
        {
            Console.Error.WriteLine($"No stacks: {exception.Message}");
        }
    }
}
