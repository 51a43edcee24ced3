namespace Trama.Tests.CallShapes;

/// <summary>Calls that would do something else than they seem to: the compiler refuses them, and by which diagnostic.</summary>
internal static class ShapesThatDoNotCompile
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        new("argument of another type", "return await executor.RunAsync(F.Twice, \"21\");", "CS1503"),
        new("argument that only a numeric conversion would fit", "return await executor.RunAsync(F.TwiceLong, 21);", "CS0123"),
        new("argument missing", "return await executor.RunAsync(F.Twice);", "CS1503"),
        new("argument too many", "return await executor.RunAsync(F.Answer, 1);", "CS1503"),
        new("three arguments", "return await executor.RunAsync(F.AddThree, 1, 2, 3);", "CS1503"),
        new("options as a parameter", "return await executor.RunAsync(F.Twice, 21, new CallOptions());", "CS1503"),
        new("out parameter", "return await executor.RunAsync(F.TryParse, \"1\");", "CS1503"),
        new("null argument without a type", "return await executor.RunAsync(F.LengthOrZero, null);", "CS1503"),
        new("value instead of a function", "return await executor.RunAsync(F.Twice(21));", "CS1503"),
        new("result of a void function", "int n = await executor.RunAsync(F.Note, 1); return n;", "CS0029"),
        new("ValueTask as if it were awaited", "int n = await executor.RunAsync(F.TwiceValueTask, 21); return n;", "CS0029"),
        new("map of a source of another type", "return await F.Joined(executor.MapAsync(new[] { \"a\" }, F.Twice));", "CS0411"),
        new("stream of a function that returns one value", "return await F.Joined(executor.StreamAsync(F.Twice, 1));", "CS0411"),
        new(
            "await while the execution lock is held",
            "var gil = new ExecutionLock(); using (gil.EnterScope()) { await Task.Yield(); } return 1;",
            "CS4007"),
        new(
            "await while the execution lock is suspended",
            "var gil = new ExecutionLock(); using (gil.SuspendScope()) { await Task.Yield(); } return 1;",
            "CS4007"),
        new(
            "execution lock's scope kept in an object",
            "var held = new { Scope = new ExecutionLock().EnterScope() }; return held;",
            "CS0828"),
    ];
}
