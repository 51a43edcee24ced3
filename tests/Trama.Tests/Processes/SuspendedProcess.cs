using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Processes that are there and do not live: stopped by a signal, as by a debugger.</summary>
internal static class SuspendedProcess
{
    private const int SignalStop = 19;

    /// <summary>Sends SIGSTOP and waits until no thread of the process runs any more: until then one of them may still answer.</summary>
    public static async Task SuspendAsync(int processId)
    {
        Assert.Equal(0, WorkerFunctions.kill(processId, SignalStop));
        await Until.TrueAsync(() => IsSuspended(processId), () => $"process {processId} still runs");
    }

    private static bool IsSuspended(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").All(static thread => StateOf(thread) == 'T');
        }
        // A thread that ended between two looks: the next look is without it.
        catch (IOException)
        {
            return false;
        }
    }

    // The name before the state is in brackets and may hold any character.
    private static char StateOf(string thread)
    {
        string line = File.ReadAllText($"{thread}/stat");
        return line[line.LastIndexOf(')') + 2];
    }
}
