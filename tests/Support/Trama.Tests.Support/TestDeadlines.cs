using System.Diagnostics;

namespace Trama.Tests.Support;

/// <summary>
/// Watches the running tests. When one outlives its deadline: all stacks are dumped, the workers are killed, and only then the
/// test program ends, with <see cref="ExitCode"/> and the test's name as its last words.
/// </summary>
/// <remarks>
/// Runs on a thread of its own and touches neither the thread pool nor any lock of the code under test: both may be what hangs.
/// Time between tests (fixtures of a class or an assembly) has the default deadline too.
/// </remarks>
internal sealed class TestDeadlines
{
    public const int ExitCode = 99;
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private const string BetweenTests = "";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Running> _running = [];
    private readonly Thread _thread;
    private volatile bool _stopped;

    private sealed record Running(string Name, long Started, TimeSpan Deadline);

    public TestDeadlines()
    {
        WaitForNextTest();
        _thread = new Thread(Watch) { IsBackground = true, Name = "Test deadlines" };
        _thread.Start();
    }

    public void TestStarted(string id, string name, TimeSpan deadline)
    {
        lock (_lock)
        {
            _running.Remove(BetweenTests);
            _running[id] = new Running(name, Stopwatch.GetTimestamp(), deadline);
        }
    }

    public void TestFinished(string id)
    {
        lock (_lock)
        {
            _running.Remove(id);
            if (_running.Count == 0)
                WaitForNextTest();
        }
    }

    public void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    private void WaitForNextTest() =>
        _running[BetweenTests] = new Running("(between tests: a fixture, or the runner itself)", Stopwatch.GetTimestamp(), Default);

    private void Watch()
    {
        while (!_stopped)
        {
            Thread.Sleep(LookEvery);

            // Somebody who steps through a test is not hanging.
            if (FirstOverdue() is { } overdue && !Debugger.IsAttached)
                EndOfTheRun(overdue);
        }
    }

    private Running? FirstOverdue()
    {
        lock (_lock)
            return _running.Values.FirstOrDefault(test => Stopwatch.GetElapsedTime(test.Started) > test.Deadline);
    }

    private void EndOfTheRun(Running overdue)
    {
        string verdict = $"DEADLINE: {overdue.Name} did not end within {overdue.Deadline.TotalSeconds:0} s.";
        Console.Error.WriteLine(verdict);
        lock (_lock)
            foreach (Running other in _running.Values.Where(test => test != overdue))
                Console.Error.WriteLine($"  running beside it: {other.Name}");

        // In this order: dead workers have no stacks, and a dead test program can kill no workers.
        StackDump.OfThisProcessAndItsChildren();
        int killed = ProcessTree.KillDescendants();
        Console.Error.WriteLine($"{verdict} Child processes killed: {killed}. The test program ends here with exit code {ExitCode}.");
        Native.ExitNow(ExitCode);
    }
}
