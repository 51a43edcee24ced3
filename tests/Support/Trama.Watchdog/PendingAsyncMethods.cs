using Microsoft.Diagnostics.Runtime;
using Microsoft.Diagnostics.Runtime.Interfaces;

namespace Trama.Watchdog;

/// <summary>Async methods that wait are on no stack; they are found on the heap, as boxes around their state machines.</summary>
internal static class PendingAsyncMethods
{
    private const string Box = "+AsyncStateMachineBox<";

    // Task.TASK_STATE_COMPLETED_MASK: ran to completion, faulted or canceled.
    private const int Completed = 0x1600000;

    private const string TestRunner = "Xunit.";

    public static void Write(ClrHeap heap, TextWriter output)
    {
        foreach (string method in heap.EnumerateObjects().Select(Describe).OfType<string>().Distinct().Order(StringComparer.Ordinal))
            output.WriteLine($"  awaiting: {method}");
    }

    private static string? Describe(ClrObject candidate)
    {
        if (candidate.Type?.Name?.Contains(Box, StringComparison.Ordinal) != true)
            return null;

        // The compiler makes the state machine a struct in Release and a class in Debug.
        bool isStruct = candidate.Type.GetFieldByName("StateMachine")?.IsValueType == true;
        IClrValue machine = isStruct ? candidate.ReadValueTypeField("StateMachine") : candidate.ReadObjectField("StateMachine");
        string? name = machine.Type?.Name;
        bool isOver = (candidate.ReadField<int>("m_stateFlags") & Completed) != 0;
        return isOver || name is null || name.StartsWith(TestRunner, StringComparison.Ordinal)
            ? null
            : $"{name} at its await number {machine.ReadField<int>("<>1__state")}";
    }
}
