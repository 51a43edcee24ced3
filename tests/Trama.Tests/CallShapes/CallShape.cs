namespace Trama.Tests.CallShapes;

/// <summary>One row of the table: how a call may be written, and what must come of it.</summary>
/// <param name="Name">What the shape is, in words.</param>
/// <param name="Code">The body of an async method with an <c>executor</c>; it returns what <paramref name="Expected"/> is compared with.</param>
/// <param name="Expected">The result as text, or, for a shape that must not compile, the compiler's diagnostic id.</param>
public sealed record CallShape(string Name, string Code, string Expected)
{
    public override string ToString() => Name;
}
