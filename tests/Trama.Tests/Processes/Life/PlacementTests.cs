using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Trama.Tests.Processes.Life;

/// <summary>Where workers run, with which priority, in which folder, and with which garbage collector.</summary>
public sealed class PlacementTests
{
    [Fact]
    public async Task Every_thread_of_a_worker_has_its_processors_and_priority()
    {
        int processor = FirstAllowed();
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 1, Processors = [processor], Priority = ProcessPriorityClass.BelowNormal });

        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);

        Assert.Equal(1, await executor.RunAsync(ProcessorCount));
        foreach (string thread in Directory.GetDirectories($"/proc/{worker}/task"))
        {
            string status = File.ReadAllText(Path.Combine(thread, "status"));
            Assert.Contains($"Cpus_allowed_list:\t{processor}\n", status, StringComparison.Ordinal);

            // The name in parentheses may hold anything; after it nice is the seventeenth field.
            string stat = File.ReadAllText(Path.Combine(thread, "stat"));
            Assert.Equal("10", stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]);
        }
    }

    [Fact]
    public async Task Processors_that_do_not_exist_break_the_pool_with_their_numbers()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Processors = [1023] });

        var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(WorkerFunctions.ProcessId));

        Assert.Contains("it can't be bound to the processors 1023", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_starts_in_its_folder()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("trama-wd-");
        await using (var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, WorkingDirectory = folder.FullName }))
            Assert.Equal(folder.FullName, await executor.RunAsync(Directory.GetCurrentDirectory));
        folder.Delete();
    }

    [Fact]
    public async Task Garbage_collector_is_set_up_as_asked_and_the_environment_goes_before()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            GarbageCollector = new() { Concurrent = true, ConserveMemory = 5, HeapLimit = 200 * 1024 * 1024 },
            Environment = new Dictionary<string, string?> { ["DOTNET_GCConserveMemory"] = "7" },
        });

        string settings = await executor.RunAsync(DescribeCollector);
        Assert.Contains("IsServerGC=False", settings, StringComparison.Ordinal);
        Assert.Contains("ConcurrentGC=True", settings, StringComparison.Ordinal);
        Assert.Contains("GCConserveMem=7", settings, StringComparison.Ordinal);
        Assert.Contains("GCHeapHardLimit=209715200", settings, StringComparison.Ordinal);
    }

    private static int ProcessorCount() => Environment.ProcessorCount;

    private static string DescribeCollector() =>
        string.Join(' ', GC.GetConfigurationVariables().Select(each => $"{each.Key}={each.Value}").Append($"IsServerGC={GCSettings.IsServerGC}"));

    // "0-3" or "2,5": the first number.
    private static int FirstAllowed()
    {
        string line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        return int.Parse(line.Split('\t')[1].Split(',', '-')[0], CultureInfo.InvariantCulture);
    }
}
