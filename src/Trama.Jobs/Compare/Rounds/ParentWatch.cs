using System.Diagnostics;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>Ends this process as soon as its parent lets go of its stdin, be it by dying.</summary>
internal static class ParentWatch
{
    public static void Start(StreamReader input)
    {
        // A thread of its own: the pool may be starved by what is measured. Killed rather than exited: an exit waits for whatever is
        // registered to happen first. Worker processes end with the channel that this process's end closes.
        var thread = new Thread(() =>
        {
            while (Read(input) > 0)
            {
            }

            // What the measured code started goes too: there is no parent left to see to it.
            ProcessGroup.Kill(Environment.ProcessId);
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "parent watch" };
        thread.Start();
    }

    private static int Read(StreamReader input)
    {
        try
        {
            return input.Read() >= 0 ? 1 : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
