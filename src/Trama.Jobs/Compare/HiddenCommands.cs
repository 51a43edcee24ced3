using System.Runtime.InteropServices;
using System.Text;
using Trama.Jobs.Compare.Rounds;
using Trama.Jobs.Connections.Client;
using Trama.Jobs.Fetch;

namespace Trama.Jobs.Compare;

/// <summary>
/// The commands with which the program starts itself: <c>compare-round</c>, <c>fetch-server</c> and <c>connections-client</c>. A program's
/// Main asks <see cref="Knows"/> before it parses anything and hands over its raw streams.
/// </summary>
internal static class HiddenCommands
{
    /// <summary>Runs one round: a specification line on stdin, a result line on stdout; ends at once when stdin closes.</summary>
    public const string Round = "compare-round";

    /// <summary>The server of the fetch workload: its address on stdout; ends when stdin closes.</summary>
    public const string Server = "fetch-server";

    /// <summary>The client of the connections workload: its control port on stdout; ends when stdin closes.</summary>
    public const string Client = "connections-client";

    /// <summary>Whether the arguments ask for a hidden command.</summary>
    public static bool Knows(IReadOnlyList<string> arguments) => arguments is [Round or Server or Client, ..];

    /// <summary>Runs the hidden command to its end.</summary>
    /// <param name="arguments">The program's arguments, the command's name first.</param>
    /// <param name="input">The raw standard input.</param>
    /// <param name="output">The raw standard output.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Stream input, Stream output)
    {
        // Before any code that is measured may start a process: all of them can be found then, and Ctrl-C passes them by.
        ProcessGroup.Lead();
        // Ctrl-C may reach this process before that; the parent decides what it means, and closes stdin when this one shall end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        if (arguments[0] == Server) await PageServer.RunAsync(input, output);
        else if (arguments[0] == Client) LoadClient.Run(input, output);
        else await RunRoundAsync(input, output);
        return 0;
    }

    private static async Task RunRoundAsync(Stream input, Stream output)
    {
        using var reader = new StreamReader(input, leaveOpen: true);
        var line = await reader.ReadLineAsync() ?? throw new EndOfStreamException("A round needs a specification on stdin.");
        ParentWatch.Start(reader);
        var answer = RoundJson.Write(await AnswerAsync(RoundJson.ReadSpec(line)));
        // A line feed first: what the measured code printed may lack its own.
        await output.WriteAsync(Encoding.UTF8.GetBytes("\n" + answer + "\n"));
        await output.FlushAsync();
    }

    private static async Task<RoundResult> AnswerAsync(RoundSpec spec)
    {
        try
        {
            return await CompareRound.RunAsync(spec, CancellationToken.None);
        }
        catch (Exception cause)
        {
            return JobFaults.Find(cause) is { } fault
                ? new() { JobFault = fault.Message }
                : new() { Exception = cause.GetType().FullName, Message = cause.Message };
        }
    }
}
