namespace Trama.Tests.Processes.Functions;

/// <summary>
/// C# takes a delegate for one of narrower arguments and a wider result. Both sides then go by what it was taken for, not by what it is: the
/// bytes of the one mean something else to the other.
/// </summary>
public sealed class VarianceTests(SharedPool pool) : IClassFixture<SharedPool>
{
    private readonly ProcessExecutor _executor = pool.Executor;

    [Fact]
    public async Task Function_of_any_object_is_called_with_a_text()
    {
        Func<object, string> function = Describe;

        Assert.Equal("String abc", await _executor.RunAsync<string, string>(function, "abc"));
        Assert.Equal("String abc", await _executor.RunAsync(Describe, "abc"));
        Assert.Equal("Int32[] System.Int32[]", await _executor.RunAsync<int[], string>(function, [1]));
    }

    [Fact]
    public async Task Text_is_a_sequence_of_letters_to_the_function()
    {
        Func<IEnumerable<char>, int> function = Count;

        Assert.Equal(3, await _executor.RunAsync<string, int>(function, "abc"));
        Assert.Equal(2, await _executor.RunAsync<char[], int>(function, ['a', 'b']));
        Assert.Equal(4, await _executor.RunAsync<IEnumerable<char>, int>(function, ['a', 'b', 'c', 'd']));
    }

    [Fact]
    public async Task Argument_keeps_what_only_its_own_class_declares()
    {
        Func<Animal, string> function = Name;

        Assert.Equal("Dog Rex, good", await _executor.RunAsync<Dog, string>(function, new Dog { Name = "Rex", IsGood = true }));
        Assert.Equal("Animal Tom", await _executor.RunAsync(function, new Animal { Name = "Tom" }));
    }

    [Fact]
    public async Task Two_arguments_and_a_token_vary_too()
    {
        Func<object, object, CancellationToken, string> function = Both;

        Assert.Equal("String a, String b", await _executor.RunAsync<string, string, string>(function, "a", "b"));
    }

    [Fact]
    public async Task Result_is_read_as_what_the_caller_takes_it_for()
    {
        Func<string> text = static () => "abc";
        Func<Dog> dog = static () => new Dog { Name = "Rex", IsGood = true };
        Func<Task<int>> number = static () => Task.FromResult(1);

        Assert.Equal(['a', 'b', 'c'], await _executor.RunAsync<IEnumerable<char>>(text));
        Assert.Equal("Rex", (await _executor.RunAsync<Animal>(dog)).Name);
        await _executor.RunAsync((Func<Task>)number);
    }

    [Fact]
    public async Task Items_of_a_map_vary_in_chunks_and_one_by_one()
    {
        Func<object, string> function = Describe;
        string[] expected = ["String a", "String b"];

        Assert.Equal(expected, await ToListAsync(_executor.MapAsync<string, string>(["a", "b"], function)));
        Assert.Equal(expected, (await ToListAsync(_executor.MapAsync<string, string>(["a", "b"], function, new() { Ordered = false }))).Order());
    }

    [Fact]
    public async Task Streams_vary_in_their_arguments_and_items()
    {
        Func<IEnumerable<char>, IAsyncEnumerable<Dog>> function = Letters;

        Assert.Equal(["a", "b"], (await ToListAsync(_executor.StreamAsync<string, Animal>(function, "ab"))).Select(animal => animal.Name));
    }

    [Fact]
    public async Task What_was_taken_for_an_object_is_refused_as_one()
    {
        Func<object, string> function = Describe;

        var error = Assert.Throws<ArgumentException>(() => { _ = _executor.RunAsync<object, string>(function, "abc"); });

        Assert.Contains("declared as object", error.Message, StringComparison.Ordinal);
        Assert.Equal("String abc", await _executor.RunAsync<string, string>(function, "abc"));
    }

    private static string Describe(object value) => $"{value.GetType().Name} {value}";

    private static string Both(object first, object second, CancellationToken token) => $"{Describe(first)}, {Describe(second)}";

    private static int Count(IEnumerable<char> letters) => letters.Count();

    private static string Name(Animal animal) => $"{animal.GetType().Name} {animal.Name}{(animal is Dog { IsGood: true } ? ", good" : "")}";

    private static async IAsyncEnumerable<Dog> Letters(IEnumerable<char> letters)
    {
        foreach (char letter in letters)
        {
            await Task.Yield();
            yield return new Dog { Name = $"{letter}" };
        }
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (T item in items)
            all.Add(item);
        return all;
    }

    private class Animal
    {
        public string Name { get; set; } = "";
    }

    private sealed class Dog : Animal
    {
        public bool IsGood { get; set; }
    }
}
