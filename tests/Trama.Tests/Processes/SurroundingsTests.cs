using System.Diagnostics;
using System.Globalization;

namespace Trama.Tests.Processes;

/// <summary>What a function finds around it in a worker: the caller's culture and activity, an environment, an input at its end.</summary>
public sealed class SurroundingsTests(SharedPool pool) : IClassFixture<SharedPool>
{
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public async Task Culture_and_interface_culture_of_the_caller_are_the_functions()
    {
        (CultureInfo culture, CultureInfo ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("pt-BR");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");
            Assert.Equal("pt-BR fr-FR", await pool.Executor.RunAsync(Cultures));
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Assert.Equal(" fr-FR", await pool.Executor.RunAsync(CulturesLater));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }

    [Fact]
    public async Task Activity_of_the_caller_is_the_functions_parent_with_its_baggage()
    {
        using Activity activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C)
            .AddBaggage("user", "ana").AddBaggage("order", "7");
        activity.TraceStateString = "vendor=1";
        activity.Start();

        string[] found = await pool.Executor.RunAsync(ActivityAround);

        Assert.Equal([$"{activity.TraceId}", $"{activity.SpanId}", "vendor=1", "order=7 user=ana"], found);
        activity.Stop();
        Assert.Equal(["none"], await pool.Executor.RunAsync(ActivityAround));
    }

    // 47
    [Fact]
    public async Task Async_local_that_a_function_sets_does_not_meet_the_next_call()
    {
        Assert.Null(await pool.Executor.RunAsync(SwapLocal, "first"));
        Assert.Null(await pool.Executor.RunAsync(SwapLocal, "second"));
    }

    // 38
    [Fact]
    public async Task Environment_of_the_options_is_the_workers_and_null_takes_a_variable_away()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            Environment = new Dictionary<string, string?> { ["TRAMA_TEST_ADDED"] = "ação", ["HOME"] = null },
        });

        Assert.Equal("ação, none", await executor.RunAsync(Variables));
        Assert.Equal($"none, {Variable("HOME")}", await pool.Executor.RunAsync(Variables));
    }

    // 38
    [Fact]
    public async Task Function_that_reads_its_standard_input_finds_its_end() =>
        Assert.Null(await pool.Executor.RunAsync(static () => Console.ReadLine()));

    [Fact]
    public async Task Programs_that_a_function_starts_are_no_workers() =>
        Assert.Equal("none, none", await pool.Executor.RunAsync(Marks));

    private static string Cultures() => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name}";

    private static async Task<string> CulturesLater()
    {
        await Task.Delay(1);
        return Cultures();
    }

    private static string[] ActivityAround() => Activity.Current is not { } activity
        ? ["none"]
        : [$"{activity.TraceId}", $"{activity.ParentSpanId}", $"{activity.TraceStateString}",
            string.Join(' ', activity.Baggage.Select(pair => $"{pair.Key}={pair.Value}"))];

    private static string? SwapLocal(string value)
    {
        string? before = Local.Value;
        Local.Value = value;
        return before;
    }

    private static string Variables() => $"{Variable("TRAMA_TEST_ADDED")}, {Variable("HOME")}";

    private static string Marks() => $"{Variable("TRAMA_WORKER")}, {Variable("DOTNET_STARTUP_HOOKS")}";

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "none";
}
