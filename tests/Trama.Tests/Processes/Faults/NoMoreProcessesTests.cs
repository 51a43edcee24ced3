using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Trama.Tests.Processes.Faults;

/// <summary>Fault 16: the system gives no more processes or threads. The pool works with those that it has, and does not try all the time.</summary>
public sealed partial class NoMoreProcessesTests
{
    private const int Workers = 6;

    // What a worker with its threads here and there takes, and somewhat less than two of them.
    private const int RoomForOneOrTwo = 30;

    [Fact]
    public async Task Pool_makes_do_with_the_workers_it_has_and_grows_when_there_is_room()
    {
        using ControlGroup? group = ControlGroup.OfTasks();
        Assert.SkipWhen(group is null, "This user can't make control groups that limit processes here.");
        using Process program = Start("/bin/sh", [.. group.ShellArguments(SupportPrograms.WorkersProbe, "crowd", $"{Workers}")]);
        Assert.Equal("one 42", await program.StandardOutput.ReadLineAsync());

        group.Limit($"{group.Used + RoomForOneOrTwo}");
        await program.StandardInput.WriteLineAsync();
        AssertMadeDo((await program.StandardOutput.ReadLineAsync())!);

        group.Limit("max");
        await program.StandardInput.WriteLineAsync();
        Assert.Equal($"grown {Workers}", await program.StandardOutput.ReadLineAsync());
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
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

    private static Process Start(string program, IReadOnlyList<string> arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    [GeneratedRegex(@"^done True with (\d+) workers, (\d+) starts failed, (\d+) % of a processor$")]
    private static partial Regex Told();
}
