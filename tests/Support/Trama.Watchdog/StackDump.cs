using Microsoft.Diagnostics.Runtime;

namespace Trama.Watchdog;

internal static class StackDump
{
    // A stack overflow or an endless recursion has thousands of frames; the first ones tell the story.
    private const int MaxFrames = 60;

    // What lies below a test method says nothing about the hang.
    private const string TestRunner = "Xunit.v3.";

    /// <summary>Writes the managed stacks of one process; says why where it cannot, and returns <see langword="false"/> then.</summary>
    public static bool Write(int processId, TextWriter output)
    {
        try
        {
            using DataTarget target = DataTarget.AttachToProcess(processId, suspend: true);
            output.WriteLine($"--- process {processId}: managed stacks");
            foreach (ClrInfo version in target.ClrVersions)
            {
                // The version that the running image states cannot be read everywhere ("0.0"); the folder vouches for the match.
                string dataAccess = DataAccessBeside(version.ModuleInfo.FileName);
                using ClrRuntime runtime = version.CreateRuntime(dataAccess, ignoreMismatch: true);
                foreach (ClrThread thread in runtime.Threads.Where(t => t.IsAlive))
                    Write(thread, output);
                PendingAsyncMethods.Write(runtime.Heap, output);
            }

            return true;
        }
        // Whatever goes wrong with one process (gone, not ours, another runtime) must not cost the others' stacks.
        catch (Exception exception)
        {
            output.WriteLine($"--- process {processId}: no stacks ({exception.GetType().Name}: {exception.Message})");
            return false;
        }
    }

    // Each runtime ships the library that can read it, in its own folder; nothing has to be searched for on a symbol server.
    private static string DataAccessBeside(string runtime)
    {
        string prefix = OperatingSystem.IsWindows() ? "" : "lib";
        string extension = OperatingSystem.IsWindows() ? "dll" : OperatingSystem.IsMacOS() ? "dylib" : "so";
        return Path.Combine(Path.GetDirectoryName(runtime)!, $"{prefix}mscordaccore.{extension}");
    }

    private static void Write(ClrThread thread, TextWriter output)
    {
        output.WriteLine($"  thread {thread.ManagedThreadId} (os {thread.OSThreadId}){(thread.IsFinalizer ? " finalizer" : "")}");
        IEnumerable<string> frames = thread.EnumerateStackTrace().Select(frame => frame.Method?.Signature).OfType<string>();
        foreach (string frame in frames.TakeWhile(frame => !frame.StartsWith(TestRunner, StringComparison.Ordinal)).Take(MaxFrames))
            output.WriteLine($"    at {frame}");
    }
}
