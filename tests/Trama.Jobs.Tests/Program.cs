using Trama.Jobs.Compare;
using Xunit.Runner.InProc.SystemConsole;

namespace Trama.Jobs.Tests;

/// <summary>
/// The test program understands the hidden commands, so that rounds and the server of the tests are real child processes of it. All
/// else goes to the runner.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
        => HiddenCommands.Knows(arguments)
            ? HiddenCommands.RunAsync(arguments, Console.OpenStandardInput(), Console.OpenStandardOutput())
            : ConsoleRunner.Run(arguments);
}
