namespace Trama.Tests.Conformance;

/// <summary>
/// Holds calls until the test opens it, and counts those that came in. It is a folder, so that it works for functions in this
/// process and in a worker's alike.
/// </summary>
internal sealed class Gate : IDisposable
{
    private const string OpenName = "open";

    // Bounds every wait for a gate: a test that forgets to open one fails by its own assertion, not by the watchdog.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    public string Folder { get; } = Directory.CreateTempSubdirectory("gate-").FullName;

    /// <summary>How many calls have come to the gate.</summary>
    public int Entered => Directory.EnumerateFiles(Folder, "call-*").Count();

    public bool HasEntered(int id) => File.Exists(MarkOf(Folder, id));

    public void Open() => File.WriteAllText(Path.Combine(Folder, OpenName), "");

    public void Dispose()
    {
        Open();   // a call that is still held ends before its folder goes
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Waits until that many calls stand at the gate, or fails.</summary>
    public Task UntilEnteredAsync(int calls) =>
        Until.TrueAsync(() => Entered >= calls, () => $"only {Entered} of {calls} calls came to the gate");

    /// <summary>For an executor: comes in, waits for the gate to open (or the token), and returns its id.</summary>
    public static async Task<int> PassAsync(string folder, int id, CancellationToken token)
    {
        Enter(folder, id);
        long started = Environment.TickCount64;
        while (!IsOpen(folder, started))
            await Task.Delay(LookEvery, token);
        return id;
    }

    /// <summary>The same, but holding its thread and deaf to any token.</summary>
    public static int PassBlocking(string folder, int id)
    {
        Enter(folder, id);
        long started = Environment.TickCount64;
        while (!IsOpen(folder, started))
            Thread.Sleep(LookEvery);
        return id;
    }

    private static void Enter(string folder, int id) => File.WriteAllText(MarkOf(folder, id), "");

    private static string MarkOf(string folder, int id) => Path.Combine(folder, $"call-{id}");

    private static bool IsOpen(string folder, long started) =>
        !Directory.Exists(folder) || File.Exists(Path.Combine(folder, OpenName))
        || Environment.TickCount64 - started > Patience.TotalMilliseconds;
}
