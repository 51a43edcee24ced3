using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Trama.Processes;

namespace Trama.Tests.Processes.Faults;

/// <summary>
/// Fault 16: the system gives no more processes or threads. The pool works with those that it has, and does not try all the time.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class NoMoreProcessesTests
{
    private const int Workers = 6;

    // What a worker with its threads here and there takes, and somewhat less than two of them.
    private const int RoomForOneOrTwo = 30;
    private const int RoomForParentAndSome = 60;
    private const uint Nobody = 65534;

    [Fact]
    public async Task Pool_makes_do_with_the_workers_it_has_and_grows_when_there_is_room()
    {
        using ControlGroup? group = ControlGroup.OfTasks();
        Assert.SkipWhen(group is null, "This user can't make control groups that limit processes here.");
        using Process program = Start("/bin/sh", [.. group.ShellArguments(SupportPrograms.WorkersProbe, "crowd", $"{Workers}")]);
        using StreamReader output = program.StandardOutput;
        using StreamWriter input = program.StandardInput;
        Assert.Equal("one 42", await output.ReadLineAsync());

        group.Limit($"{group.Tasks + RoomForOneOrTwo}");
        await input.WriteLineAsync();
        AssertMadeDo((await output.ReadLineAsync())!);

        group.Limit("max");
        await input.WriteLineAsync();
        Assert.Equal($"grown {Workers}", await output.ReadLineAsync());
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
    }

    // RLIMIT_NPROC, which counts all that a user has and lets root through: a user that has nothing else, if this is root.
    [Fact]
    public async Task Pool_of_a_user_who_may_have_few_processes_makes_do_with_the_workers_it_has()
    {
        uint user = Environment.IsPrivilegedProcess ? Nobody : Interop.UserId();
        string folder = CopyOfProbe();
        string copy = Path.Combine(folder, Path.GetFileName(SupportPrograms.WorkersProbe));
        string[] limited = [$"--nproc={TasksOf(user) + RoomForParentAndSome}", copy, "crowd", $"{Workers}"];
        using Process program = Environment.IsPrivilegedProcess
            ? Start("setpriv", [$"--reuid={user}", $"--regid={user}", "--clear-groups", "prlimit", .. limited])
            : Start("prlimit", limited);

        await program.StandardInput.WriteLineAsync();
        program.StandardInput.Close();

        using StreamReader output = program.StandardOutput;
        string[] said = (await output.ReadToEndAsync()).Split('\n');
        await program.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);

        Assert.Equal((0, "one 42"), (program.ExitCode, said[0]));
        AssertMadeDo(said[1]);
    }

    // Where another user can read it, which is not this program's own temporary folder.
    private static string CopyOfProbe()
    {
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        string folder = Directory.CreateDirectory($"/tmp/trama-probe-{Guid.NewGuid():N}").FullName;
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(SupportPrograms.WorkersProbe)!))
        {
            string copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, Everybody);
        }

        File.SetUnixFileMode(folder, Everybody);
        return folder;
    }

    private static int TasksOf(uint user) => Directory.EnumerateDirectories("/proc").Sum(folder => TasksOf(folder, user));

    private static int TasksOf(string folder, uint user)
    {
        try
        {
            string[] lines = File.ReadAllLines($"{folder}/status");
            bool isTheirs = lines.Any(line => line.StartsWith($"Uid:\t{user}\t", StringComparison.Ordinal));
            string? threads = isTheirs ? lines.FirstOrDefault(line => line.StartsWith("Threads:", StringComparison.Ordinal)) : null;
            return threads is null ? 0 : int.Parse(threads["Threads:".Length..], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static void AssertMadeDo(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Match told = Told().Match(line);
        Assert.True(told.Success, line);
        int[] numbers = [.. told.Groups.Values.Skip(1).Select(each => int.Parse(each.ValueSpan, CultureInfo.InvariantCulture))];
        Assert.InRange(numbers[0], 1, Workers - 1);

        // Three in a row, and after pauses that double; each worker that did start gives three more.
        Assert.InRange(numbers[1], 1, 4 * Workers);
        Assert.InRange(numbers[2], 0, 100);
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment.Remove("TMPDIR");
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"^done True with (\d+) workers, (\d+) starts failed, (\d+) % of a processor$")]
    private static partial Regex Told();
}
