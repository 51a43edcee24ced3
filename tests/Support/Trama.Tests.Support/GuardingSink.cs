using Xunit.Sdk;
using Xunit.v3;

namespace Trama.Tests.Support;

/// <summary>Passes the runner's messages on, and starts and stops the guards as they go by.</summary>
internal sealed class GuardingSink(IMessageSink inner) : IMessageSink
{
    private TestDeadlines? _deadlines;
    private LeakCheck? _leaks;

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestAssemblyStarting:
                _leaks = OperatingSystem.IsLinux() ? new LeakCheck() : null;   // everything it counts is read from /proc
                _deadlines = new TestDeadlines();
                break;
            case ITestStarting test:
                _deadlines?.TestStarted(test.TestUniqueID, test.TestDisplayName, DeadlineOf(test));
                break;
            case ITestFinished test:
                _deadlines?.TestFinished(test.TestUniqueID);
                break;
            case ITestAssemblyFinished finished:
                return CountLeaks(finished.AssemblyUniqueID) & inner.OnMessage(message);
        }

        return inner.OnMessage(message);
    }

    private static TimeSpan DeadlineOf(ITestStarting test) =>
        test.Traits.TryGetValue(DeadlineAttribute.TraitName, out IReadOnlyCollection<string>? values)
            ? TimeSpan.FromSeconds(values.Max(value => int.Parse(value.Split(' ')[0])))
            : TestDeadlines.Default;

    // Reported before the assembly is finished, since the runner adds up nothing that comes later.
    private bool CountLeaks(string assemblyUniqueId)
    {
        _deadlines?.Stop();
        string? leaks = OperatingSystem.IsLinux() ? _leaks?.End() : null;
        return leaks is null || inner.OnMessage(TestAssemblyCleanupFailure.FromException(new LeakException(leaks), assemblyUniqueId));
    }
}
