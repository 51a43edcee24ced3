using Trama.Jobs.Compare;
using Trama.Jobs.Tests.Engine;
using Xunit.Runner.InProc.SystemConsole;

namespace Trama.Jobs.Tests;

/// <summary>
/// The test program understands the hidden commands, so that rounds and the server of the tests are real child processes of it, and a
/// command that runs a job to be killed. All else goes to the runner.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
        => HiddenCommands.Knows(arguments) ? HiddenCommands.RunAsync(arguments, Console.OpenStandardInput(), Console.OpenStandardOutput())
            : arguments is [CopyProgram.Command, var root, var model] ? CopyProgram.RunAsync(root, model)
            : ConsoleRunner.Run(arguments);
}
