namespace Trama.Tests.Processes.Functions;

/// <summary>Every kind of function that a worker can find again.</summary>
public sealed class FunctionReferenceTests(SharedPool pool) : IClassFixture<SharedPool>
{
    private readonly ProcessExecutor _executor = pool.Executor;

    [Fact]
    public async Task Static_method_runs_in_another_process() =>
        Assert.NotEqual(Environment.ProcessId, await _executor.RunAsync(WorkerFunctions.ProcessId));

    [Fact]
    public async Task Private_static_method_runs() => Assert.Equal("a private method", await _executor.RunAsync(Private));

    [Fact]
    public async Task Generic_method_runs_with_its_own_type_argument()
    {
        Assert.Equal("Int32", await _executor.RunAsync(NameOf<int>));
        Assert.Equal("List`1", await _executor.RunAsync(NameOf<List<Guid>>));
        Assert.Equal(nameof(FunctionReferenceTests), await _executor.RunAsync(NameOf<FunctionReferenceTests>));
    }

    [Fact]
    public async Task Method_of_a_generic_class_runs_with_both_kinds_of_type_arguments()
    {
        Assert.Equal("String", await _executor.RunAsync(Box<string>.Name));
        Assert.Equal("String Int32", await _executor.RunAsync(Box<string>.Names<int>));
        Assert.Equal("Int64 String", await _executor.RunAsync(Box<long>.Nested<string>.Names));
    }

    [Fact]
    public async Task Overloads_are_told_apart()
    {
        Assert.Equal("int 1", await _executor.RunAsync<int, string>(Overloaded, 1));
        Assert.Equal("long 1", await _executor.RunAsync<long, string>(Overloaded, 1L));
        Assert.Equal("string 1", await _executor.RunAsync<string, string>(Overloaded, "1"));
    }

    [Fact]
    public async Task Local_functions_run_static_ones_and_those_that_capture_nothing()
    {
        Assert.Equal(9, await _executor.RunAsync(Square, 3));
        Assert.Equal(6, await _executor.RunAsync(Twice, 3));

        static int Square(int n) => n * n;
        int Twice(int n) => 2 * n;
    }

    [Fact]
    public async Task Lambdas_that_capture_nothing_run()
    {
        Assert.Equal(7, await _executor.RunAsync(n => n + 4, 3));
        Assert.Equal(8, await _executor.RunAsync(static n => n + 5, 3));
        Assert.Equal("ab", await _executor.RunAsync(static (a, b) => a + b, "a", "b"));
    }

    [Fact]
    public async Task Lambdas_in_generic_methods_and_classes_run()
    {
        Assert.Equal("Int32: 5", await LambdaInGenericMethod(5));
        Assert.Equal("Guid/Char", await Box<Guid>.LambdaInside<char>(_executor));
    }

    [Fact]
    public async Task Lambda_inside_a_lambda_runs()
    {
        Func<ProcessExecutor, Task<int>> outer = static executor => executor.RunAsync(static n => n * 10, 4);
        Assert.Equal(40, await outer(_executor));
    }

    [Fact]
    public async Task Async_functions_run_to_their_end_in_the_worker()
    {
        Assert.Equal(16, await _executor.RunAsync(SquareLater, 4));
        Assert.Equal(25, await _executor.RunAsync(async (n, token) => { await Task.Delay(1, token); return n * n; }, 5));
        await _executor.RunAsync(async () => await Task.Yield());
    }

    [Fact]
    public async Task Extension_method_runs_as_the_static_method_that_it_is() =>
        Assert.Equal("cba", await _executor.RunAsync<string, string>(Extensions.Backwards, "abc"));

    [Fact]
    public async Task Constructed_tuple_generic_argument_and_nested_types_cross() =>
        Assert.Equal((3, "3"), await _executor.RunAsync(Pair, 3));

    [Fact]
    public async Task Method_with_a_base_class_parameter_gets_the_declared_argument()
    {
        Func<Derived, string> function = TakesBase;
        Assert.Equal("base 5", await _executor.RunAsync(function, new Derived { Number = 5, More = 6 }));
    }

    [Fact]
    public async Task Delegate_that_was_converted_by_variance_still_gives_what_the_caller_declared()
    {
        Func<Base, Derived> exact = static given => new Derived { Number = given.Number + 1, More = 9 };
        Func<Derived, Base> converted = exact;

        Base result = await _executor.RunAsync(converted, new Derived { Number = 1, More = 2 });

        Assert.Equal(2, result.Number);
    }

    [Fact]
    public async Task Function_that_returns_more_than_its_delegate_declares_is_heard_as_declared()
    {
        Func<Task<int>> exact = static () => Task.FromResult(5);
        Func<Task> converted = exact;

        await _executor.RunAsync(converted);
        Assert.Equal(4, await _executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task One_function_many_times_over_is_named_once_and_stays_the_same()
    {
        for (int i = 0; i < 50; i++)
            Assert.Equal(2 * i, await _executor.RunAsync(WorkerFunctions.Double, i));
    }

    private static string Private() => "a private method";

    private static string NameOf<T>() => typeof(T).Name;

    private static string Overloaded(int n) => $"int {n}";

    private static string Overloaded(long n) => $"long {n}";

    private static string Overloaded(string s) => $"string {s}";

    private static async Task<int> SquareLater(int n)
    {
        await Task.Delay(5);
        return n * n;
    }

    private static (int, string) Pair(int n) => (n, $"{n}");

    private static string TakesBase(Base given) => $"base {given.Number}";

    private Task<string> LambdaInGenericMethod<T>(T value) => _executor.RunAsync(static v => $"{typeof(T).Name}: {v}", value);

    internal class Base
    {
        public int Number { get; set; }
    }

    internal sealed class Derived : Base
    {
        public int More { get; set; }
    }

    private static class Box<T>
    {
        public static string Name() => typeof(T).Name;

        public static string Names<TOther>() => $"{typeof(T).Name} {typeof(TOther).Name}";

        public static Task<string> LambdaInside<TOther>(ProcessExecutor executor) =>
            executor.RunAsync(static () => $"{typeof(T).Name}/{typeof(TOther).Name}");

        public static class Nested<TInner>
        {
            public static string Names() => $"{typeof(T).Name} {typeof(TInner).Name}";
        }
    }
}

internal static class Extensions
{
    public static string Backwards(this string text) => string.Concat(text.Reverse());
}
