using System.Globalization;
using Trama.Jobs.Engine;

namespace Trama.Jobs.Tests.Engine;

/// <summary>The copy job in a process of its own, so that tests can kill it, or give it a disk that is full.</summary>
internal static class CopyProgram
{
    public const string Command = "copy-job";

    /// <summary>Runs the job in a folder under a model; one line on stdout says what it came to.</summary>
    public static async Task<int> RunAsync(string root, string model)
    {
        var options = new JobOptions { Model = model, Workers = 2, Journal = JournalPlace.In(Path.Combine(root, "out"), "copy") };
        try
        {
            var summary = await new JobRun<CopyInput, CopyResult>(new CopyJob(root), options).RunAsync();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{summary.Ending} done={summary.Done} skipped={summary.Skipped} failed={summary.Failed} left={summary.Left} {summary.Reason?.Id}"));
            return 0;
        }
        catch (JobException error)
        {
            Console.WriteLine($"{error.Id}");
            return 1;
        }
    }
}
