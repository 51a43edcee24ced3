using System.Runtime.InteropServices;
using Trama.Cli.Commands;
using Trama.Cli.Rendering;
using Trama.Cli.Resources;
using Trama.Jobs.Compare;

namespace Trama.Cli;

internal static class Program
{
    public static Task<int> Main(string[] arguments)
        => HiddenCommands.Knows(arguments) ? RunHiddenAsync(arguments) : Application.RunAsync(arguments, Terminal.Open());

    // A child of our own. Ctrl-C reaches the whole terminal, but what to do about it is the parent's to say: it closes our input.
    private static async Task<int> RunHiddenAsync(string[] arguments)
    {
        using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        return await HiddenCommands.RunAsync(arguments, Console.OpenStandardInput(), Console.OpenStandardOutput());
    }
}
