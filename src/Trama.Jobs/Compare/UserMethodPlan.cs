namespace Trama.Jobs.Compare;

/// <summary>
/// A public static method of an assembly that Trama never saw, called once per line of a file. The method takes one string, number
/// (any built-in numeric type, invariant culture) or file (<see cref="FileInfo"/>), and may take a <see cref="CancellationToken"/> after
/// it; it may be asynchronous; it may return anything.
/// </summary>
/// <remarks>An empty string stands for a part that was not given; the engine then throws TRM0706.</remarks>
/// <param name="Assembly">Path of the .dll; its dependencies are found through its .deps.json, or beside it.</param>
/// <param name="Method">Namespace.Type.Method; a nested type as Outer+Inner or Outer.Inner.</param>
/// <param name="InputsFile">A text file: one input a line; empty lines are passed over.</param>
internal sealed record UserMethodPlan(string Assembly, string Method, string InputsFile);
