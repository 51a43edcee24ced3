using System.Globalization;

namespace Trama.Jobs.Doctor.Limits;

/// <summary>How many files, pipes and sockets this program may hold open: a worker takes a handful.</summary>
internal sealed class DescriptorsCheck(SystemFiles files) : ICheck
{
    private const long Ample = 1024;

    public string Name => "descriptors";

    public Task<Finding> RunAsync(CancellationToken cancellationToken) => Task.FromResult(Find());

    // "Max open files            1024                 524288               files"
    private Finding Find()
    {
        var line = files.Lines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        if (line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var soft, var hard, ..])
            return Finding.Skipped(Notices.NotTold, ("what", "/proc/self/limits"));
        (string, object)[] details = [("soft", Limit(soft)), ("hard", Limit(hard))];
        return Limit(soft) is < Ample ? Finding.Warning(Notices.DescriptorsFew, details) : Finding.Ok(Notices.Descriptors, details);
    }

    private static long Limit(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
}
