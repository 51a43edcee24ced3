namespace Trama.Tests.CallShapes;

/// <summary>Call shapes that users write and that must mean what they look like.</summary>
internal static class ShapesThatCompile
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        // No argument
        new("method group", "return await executor.RunAsync(F.Answer);", "42"),
        new("asynchronous method group", "return await executor.RunAsync(F.AnswerAsync);", "42"),
        new("void method group", "await executor.RunAsync(F.Touch); return F.Noted;", "touched"),
        new("Task method group", "await executor.RunAsync(F.TouchAsync); return F.Noted;", "touched"),
        new("lambda", "return await executor.RunAsync(() => 42);", "42"),
        new("static lambda", "return await executor.RunAsync(static () => 42);", "42"),
        new("capturing lambda", "int n = 42; return await executor.RunAsync(() => n);", "42"),
        new("lambda of a statement", "await executor.RunAsync(() => { F.Noted = \"here\"; }); return F.Noted;", "here"),
        new("async lambda with result", "return await executor.RunAsync(async () => { await Task.Yield(); return 42; });", "42"),
        new(
            "async lambda without result",
            "await executor.RunAsync(async () => { await Task.Yield(); F.Note(1); }); return F.Noted;",
            "noted 1"),
        new("lambda that calls an asynchronous method", "return await executor.RunAsync(() => F.AnswerAsync());", "42"),
        new(
            "lambda that throws",
            "return await F.Outcome(() => executor.RunAsync(() => throw new FormatException(\"x\")));",
            "FormatException: x"),
        new(
            "lambda with a block that throws",
            "return await F.Outcome(() => executor.RunAsync(() => { throw new FormatException(\"x\"); }));",
            "FormatException: x"),
        new(
            "async lambda that throws",
            "return await F.Outcome(() => executor.RunAsync(async () => { await Task.Yield(); throw new FormatException(\"x\"); }));",
            "FormatException: x"),
        new("static local function", "return await executor.RunAsync(Local); static int Local() => 42;", "42"),
        new("delegate in a variable", "Func<int> f = F.Answer; return await executor.RunAsync(f);", "42"),
        new(
            "delegate to an asynchronous method in a variable",
            "Func<Task<int>> f = F.AnswerAsync; return await executor.RunAsync(f);",
            "42"),
        new("Action in a variable", "Action f = F.Touch; await executor.RunAsync(f); return F.Noted;", "touched"),
        new("generic method, type argument given", "return await executor.RunAsync(F.Default<int>);", "0"),
        new("null result", "return (await executor.RunAsync(() => (string?)null)) ?? \"null\";", "null"),
        new("function that takes a token", "return await executor.RunAsync(F.HasToken, source.Token);", "True"),
        new("asynchronous function that takes a token", "return await executor.RunAsync(F.HasTokenAsync, source.Token);", "True"),
        new("overloads with and without a token: the one with it", "return await executor.RunAsync(F.Load);", "with token"),
        new("asynchronous overloads with and without a token", "return await executor.RunAsync(F.LoadAsync);", "with token"),
        new("overloads with and without a token, token given", "return await executor.RunAsync(F.Load, source.Token);", "with token"),
        new("asynchronous overloads, token given", "return await executor.RunAsync(F.LoadAsync, source.Token);", "with token"),
        new("token parameter of a lambda", "return await executor.RunAsync(token => token.CanBeCanceled, source.Token);", "True"),
        new(
            "token parameter of an async lambda",
            "return await executor.RunAsync(async token => { await Task.Delay(1, token); return token.CanBeCanceled; }, source.Token);",
            "True"),
        new(
            "trailing token of a function without one",
            "return await F.Outcome(() => executor.RunAsync(F.Answer, canceled.Token));",
            "canceled"),
        new(
            "trailing token of a function that takes one is no data",
            "return await F.Outcome(() => executor.RunAsync(F.HasToken, canceled.Token));",
            "canceled"),
        new(
            "trailing token of a lambda that takes one is no data",
            "return await F.Outcome(() => executor.RunAsync(token => 1, canceled.Token));",
            "canceled"),

        // One argument
        new("method group, 1", "return await executor.RunAsync(F.Twice, 21);", "42"),
        new("asynchronous method group, 1", "return await executor.RunAsync(F.TwiceAsync, 21);", "42"),
        new("void method group, 1", "await executor.RunAsync(F.Note, 1); return F.Noted;", "noted 1"),
        new("Task method group, 1", "await executor.RunAsync(F.NoteAsync, 1); return F.Noted;", "noted 1"),
        new("lambda, 1", "return await executor.RunAsync(n => n * 2, 21);", "42"),
        new("lambda with a typed parameter, 1", "return await executor.RunAsync((int n) => n * 2, 21);", "42"),
        new("async lambda with result, 1", "return await executor.RunAsync(async n => { await Task.Yield(); return n * 2; }, 21);", "42"),
        new(
            "async lambda without result, 1",
            "await executor.RunAsync(async n => { await Task.Yield(); F.Note(n); }, 1); return F.Noted;",
            "noted 1"),
        new("lambda of a statement, 1", "await executor.RunAsync(n => { F.Note(n); }, 1); return F.Noted;", "noted 1"),
        new(
            "lambda that throws, 1",
            "return await F.Outcome(() => executor.RunAsync(n => throw new FormatException($\"{n}\"), 1));",
            "FormatException: 1"),
        new("with token, 1", "return await executor.RunAsync(F.TwiceWithToken, 21);", "42"),
        new("with token, asynchronous, 1", "return await executor.RunAsync(F.TwiceWithTokenAsync, 21);", "42"),
        new("with token, void, 1", "await executor.RunAsync(F.NoteWithToken, 1); return F.Noted;", "noted 1"),
        new("with token, Task, 1", "await executor.RunAsync(F.NoteWithTokenAsync, 1); return F.Noted;", "noted 1"),
        new("with token, token given, 1", "return await executor.RunAsync(F.TwiceWithToken, 21, source.Token);", "42"),
        new(
            "trailing token is no second argument",
            "return await F.Outcome(() => executor.RunAsync(F.TwiceWithToken, 21, canceled.Token));",
            "canceled"),
        new(
            "trailing token is no second argument, asynchronous",
            "return await F.Outcome(() => executor.RunAsync(F.TwiceWithTokenAsync, 21, canceled.Token));",
            "canceled"),
        new(
            "trailing token is no second argument of a lambda",
            "return await F.Outcome(() => executor.RunAsync((n, token) => n, 21, canceled.Token));",
            "canceled"),
        new(
            "trailing token of a function without one, 1",
            "return await F.Outcome(() => executor.RunAsync(F.Twice, 21, canceled.Token));",
            "canceled"),
        new("overloads with and without a token, 1", "return await executor.RunAsync(F.Fetch, \"a\");", "a with token"),
        new("asynchronous overloads with and without a token, 1", "return await executor.RunAsync(F.FetchAsync, \"a\");", "a with token"),
        new(
            "overloads with and without a token, token given, 1",
            "return await executor.RunAsync(F.Fetch, \"a\", source.Token);",
            "a with token"),
        new("asynchronous overloads, token given, 1", "return await executor.RunAsync(F.FetchAsync, \"a\", source.Token);", "a with token"),
        new(
            "overloads told apart by their argument",
            "return await executor.RunAsync(F.Describe, 1) + \", \" + await executor.RunAsync(F.Describe, \"x\");",
            "int 1, string x"),
        new("generic method, inferred", "return await executor.RunAsync(F.Echo, 7);", "7"),
        new("generic method, type argument given, 1", "return await executor.RunAsync(F.Echo<int>, 7);", "7"),
        new("asynchronous generic method, type argument given", "return await executor.RunAsync(F.EchoAsync<string>, \"a\");", "a"),
        new("explicit type arguments", "return await executor.RunAsync<int, int>(F.Twice, 21);", "42"),
        new("null argument with explicit type arguments", "return await executor.RunAsync<string?, int>(F.LengthOrZero, null);", "0"),
        new("null argument with a cast", "return await executor.RunAsync(F.LengthOrZero, (string?)null);", "0"),
        new("argument of a derived type", "return await executor.RunAsync(F.TypeOf, \"abc\");", "String"),
        new("tuple for more arguments", "return await executor.RunAsync(F.AddTuple, (1, 2, 39));", "42"),
        new("named arguments", "return await executor.RunAsync(function: F.Twice, argument: 21, cancellationToken: source.Token);", "42"),
        new("static local function, 1", "return await executor.RunAsync(Local, 21); static int Local(int n) => 2 * n;", "42"),
        new("delegate in a variable, 1", "Func<int, int> f = F.Twice; return await executor.RunAsync(f, 21);", "42"),
        new("instance method", "var text = \"abc\"; return await executor.RunAsync(text.IndexOf, 'c');", "2"),

        // Two arguments
        new("method group, 2", "return await executor.RunAsync(F.Add, 20, 22);", "42"),
        new("asynchronous method group, 2", "return await executor.RunAsync(F.AddAsync, 20, 22);", "42"),
        new("void method group, 2", "await executor.RunAsync(F.NoteSum, 1, 2); return F.Noted;", "noted 3"),
        new("Task method group, 2", "await executor.RunAsync(F.NoteSumAsync, 1, 2); return F.Noted;", "noted 3"),
        new("lambda, 2", "return await executor.RunAsync((a, b) => a + b, 20, 22);", "42"),
        new("async lambda, 2", "return await executor.RunAsync(async (a, b) => { await Task.Yield(); return a + b; }, 20, 22);", "42"),
        new(
            "async lambda without result, 2",
            "await executor.RunAsync(async (a, b) => { await Task.Yield(); F.NoteSum(a, b); }, 1, 2); return F.Noted;",
            "noted 3"),
        new("with token, 2", "return await executor.RunAsync(F.AddWithToken, 20, 22, source.Token);", "42"),
        new("with token, asynchronous, 2", "return await executor.RunAsync(F.AddWithTokenAsync, 20, 22);", "42"),
        new("trailing token, 2", "return await F.Outcome(() => executor.RunAsync(F.Add, 20, 22, canceled.Token));", "canceled"),
        new("arguments of different types, 2", "return await executor.RunAsync((text, n) => text + n, \"a\", 1);", "a1"),

        // Streams
        new("stream", "return await F.Joined(executor.StreamAsync(F.CountTo, 3));", "1,2,3"),
        new("stream with token", "return await F.Joined(executor.StreamAsync(F.CountToWithToken, 3, source.Token));", "1,2,3"),
        new("stream of a lambda", "return await F.Joined(executor.StreamAsync(n => F.CountTo(n), 3));", "1,2,3"),
        new("stream without argument", "return await F.Joined(executor.StreamAsync(F.One));", "1"),

        // Maps
        new("map", "return await F.Joined(executor.MapAsync([1, 2, 3], F.Twice));", "2,4,6"),
        new("map of a list", "return await F.Joined(executor.MapAsync(new List<int> { 1, 2, 3 }, F.Twice));", "2,4,6"),
        new("map of an async source", "return await F.Joined(executor.MapAsync(F.CountTo(3), F.Twice));", "2,4,6"),
        new("map of a query", "return await F.Joined(executor.MapAsync(Enumerable.Range(1, 3), n => n * 2));", "2,4,6"),
        new("map, asynchronous method group", "return await F.Joined(executor.MapAsync(Enumerable.Range(1, 3), F.TwiceAsync));", "2,4,6"),
        new(
            "map, async lambda",
            "return await F.Joined(executor.MapAsync(Enumerable.Range(1, 3), async n => { await Task.Yield(); return n * 2; }));",
            "2,4,6"),
        new("map, function with token", "return await F.Joined(executor.MapAsync(Enumerable.Range(1, 3), F.TwiceWithToken));", "2,4,6"),
        new(
            "map, async lambda with token",
            "return await F.Joined(executor.MapAsync(F.CountTo(3), async (n, token) => { await Task.Delay(1, token); return n; }));",
            "1,2,3"),
        new(
            "map, overloads with and without a token",
            "return await F.Joined(executor.MapAsync(new[] { \"a\", \"b\" }, F.Fetch));",
            "a with token,b with token"),
        new(
            "map, asynchronous overloads with and without a token",
            "return await F.Joined(executor.MapAsync(new[] { \"a\" }, F.FetchAsync));",
            "a with token"),
        new(
            "map, async source and async function",
            "return await F.Joined(executor.MapAsync(F.CountTo(3), F.TwiceWithTokenAsync));",
            "2,4,6"),
        new("map with options", "return await F.Joined(executor.MapAsync([1, 2, 3], F.Twice, new() { MaxInFlight = 2 }));", "2,4,6"),
        new(
            "map with options and token",
            "return await F.Joined(executor.MapAsync([1, 2, 3], F.Twice, new MapOptions(), source.Token));",
            "2,4,6"),
        new(
            "map with token alone, by name",
            "return await F.Joined(executor.MapAsync([1, 2, 3], F.Twice, cancellationToken: source.Token));",
            "2,4,6"),
        new(
            "map of results",
            "int sum = 0; await foreach (CallResult<int> r in executor.MapResultsAsync([1, 2], F.Twice)) sum += r.Value; return sum;",
            "6"),
        new(
            "map of results, async source and lambda",
            "int sum = 0; await foreach (var r in executor.MapResultsAsync(F.CountTo(2), async n => await F.EchoAsync(n))) sum += r.Value; return sum;",
            "3"),

        // Progress: the class is inferred where the method declares the interface
        new("progress object, second", "var sum = new Sum(); await executor.RunAsync(F.Report, 3, sum); return sum.Total;", "9"),
        new("progress object, only one, with token", "var sum = new Sum(); await executor.RunAsync(F.ReportAsync, sum); return sum.Total;", "1"),
        new(
            "progress object, declared as the interface",
            "var sum = new Sum(); IProgress<int> progress = sum; await executor.RunAsync(F.Report, 3, progress); return sum.Total;",
            "9"),
        new(
            "progress object, a lambda's parameter",
            "var sum = new Sum(); await executor.RunAsync(static (int n, IProgress<int> p) => p.Report(n), 3, sum); return sum.Total;",
            "3"),
        new(
            "progress object, in a map's tuples",
            "var sum = new Sum(); await F.Joined(executor.MapAsync(new[] { (3, (IProgress<int>)sum) }, "
            + "static item => F.Report(item.Item1, item.Item2))); return sum.Total;",
            "9"),

        // A view
        new(
            "with options",
            "return await executor.With(new CallOptions { Timeout = TimeSpan.FromSeconds(60) }).RunAsync(F.Twice, 21);",
            "42"),
    ];
}
