namespace Trama.Tests.CallShapes;

/// <summary>The overloads of <see cref="Executor"/> as users meet them: each row is compiled, and run where it must compile.</summary>
public sealed class CallShapeTests
{
    public static TheoryData<string> Compiling => [.. ShapesThatCompile.All.Select(shape => shape.Name)];

    public static TheoryData<string> NotCompiling => [.. ShapesThatDoNotCompile.All.Select(shape => shape.Name)];

    [Theory, MemberData(nameof(Compiling))]
    public async Task Shape_compiles_and_means_what_it_looks_like(string name)
    {
        CallShape shape = ShapesThatCompile.All.Single(row => row.Name == name);
        await using InlineExecutor executor = Executor.Inline();

        Assert.Equal(shape.Expected, await ShapeCompiler.RunAsync(shape, executor));
    }

    [Theory, MemberData(nameof(NotCompiling))]
    public void Shape_is_refused_by_the_compiler(string name)
    {
        CallShape shape = ShapesThatDoNotCompile.All.Single(row => row.Name == name);

        Assert.Contains(shape.Expected, ShapeCompiler.ErrorsOf(shape).Select(error => error.Id));
    }
}
