using System.Linq.Expressions;
using System.Reflection.Emit;

namespace Trama.Tests.Processes.Functions;

/// <summary>What can't cross is refused by the call itself, before any worker is started, and the message names what is wrong.</summary>
public sealed class RefusedFunctionTests
{
    private readonly int _field = 3;

    [Fact]
    public async Task Lambda_that_captures_is_refused_and_its_variables_are_named()
    {
        int factor = int.Parse("2");
        string suffix = string.Join("", "x");
        await Refused(executor => executor.RunAsync(n => $"{n * factor}{suffix}", 1), "'factor'", "'suffix'", "TRM0522");
    }

    [Fact]
    public async Task Lambda_that_captures_in_two_blocks_names_the_variables_of_both()
    {
        int outer = int.Parse("1");
        for (int i = 0; i < 1; i++)
        {
            int inner = i;
            await Refused(executor => executor.RunAsync(n => n + outer + inner, 1), "'outer'", "'inner'", "TRM0522");
        }
    }

    [Fact]
    public async Task Lambda_that_uses_this_is_refused() =>
        await Refused(executor => executor.RunAsync(() => _field), "TRM052");

    [Fact]
    public async Task Local_function_that_captures_is_refused()
    {
        int captured = int.Parse("2");
        await Refused(executor => executor.RunAsync(Local), "'captured'", "TRM0522");

        int Local() => captured;
    }

    [Fact]
    public async Task Instance_method_is_refused() =>
        await Refused(executor => executor.RunAsync(Instance), nameof(RefusedFunctionTests), "TRM0523");

    [Fact]
    public async Task Static_method_bound_to_its_first_argument_is_refused() =>
        await Refused(executor => executor.RunAsync("abc".Backwards), "String", "TRM0523");

    [Fact]
    public async Task Compiled_expression_is_refused()
    {
        Func<int, int> compiled = Expression.Lambda<Func<int, int>>(Expression.Constant(1), Expression.Parameter(typeof(int))).Compile();
        await Refused(executor => executor.RunAsync(compiled, 1), "made at run time", "TRM0521");
    }

    [Fact]
    public async Task Dynamic_method_is_refused()
    {
        var method = new DynamicMethod("Made", typeof(int), Type.EmptyTypes);
        ILGenerator body = method.GetILGenerator();
        body.Emit(OpCodes.Ldc_I4_1);
        body.Emit(OpCodes.Ret);
        Func<int> function = method.CreateDelegate<Func<int>>();
        await Refused(executor => executor.RunAsync(function), "made at run time", "TRM0521");
    }

    [Fact]
    public async Task Several_functions_in_one_delegate_are_refused()
    {
        Action both = First;
        both += Second;
        await Refused(executor => executor.RunAsync(both), "several functions", "TRM0520");

        static void First()
        {
        }

        static void Second()
        {
        }
    }

    [Fact]
    public async Task Argument_that_can_not_cross_is_refused_by_the_name_of_its_member()
    {
        await Refused(executor => executor.RunAsync(static holder => holder.Number, new HolderOfStream()), "HolderOfStream.Content");
        await Refused(executor => executor.RunAsync(static (object o) => o.ToString()!, new object()), "Object");
    }

    [Fact]
    public void Initialiser_that_captures_is_refused_by_the_constructor()
    {
        int captured = int.Parse("1");
        var error = Assert.Throws<ArgumentException>(
            () => Executor.Processes(new ProcessExecutorOptions { Initializer = () => GC.KeepAlive(captured) }));
        Assert.Contains("'captured'", error.Message, StringComparison.Ordinal);
    }

    private static async Task Refused(Func<ProcessExecutor, Task> call, params string[] parts)
    {
        await using var executor = Executor.Processes(1);

        // Thrown by the call, not by its task.
        var error = Assert.Throws<ArgumentException>(() => { _ = call(executor); });

        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Empty(executor.Snapshot().Workers);
    }

    private int Instance() => _field;

    private sealed class HolderOfStream
    {
        public int Number { get; set; }

        public Stream? Content { get; set; }
    }
}
