using System.CommandLine;
using System.Reflection;
using Trama.Cli.Commands;
using Trama.Cli.Commands.Hash;
using Trama.Cli.Commands.Photos;
using Trama.Cli.Rendering;
using Trama.Cli.Resources;
using Trama.Jobs;

namespace Trama.Cli;

/// <summary>From words to an exit code: every failure ends here as one sentence, and a reader who left is no failure.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var texts = Catalogue.Load(LanguageNegotiation.FromArguments(arguments, Environment.GetEnvironmentVariable));
        var session = new Session(terminal, texts);
        try
        {
            return await RunAsync(arguments, session);
        }
        catch (ClosedPipeException)
        {
            return ExitCode.Done;
        }
        catch (Exception exception)
        {
            return Fail(exception, session);
        }
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, Session session)
    {
        var line = new CommandLine();
        var parsed = line.Parse(arguments);
        var words = new Words(parsed, session.Errors);
        if (words.Has(line.Help))
            return Print(session, new Help(line, session.Texts, HelpWidth(session.Terminal)).Of(CommandLine.CommandOf(parsed)));
        if (words.Has(line.Version))
            return Print(session, $"trama {Version}\n");

        line.Check(parsed, session.Errors);
        var (color, quiet) = line.Common(words);
        var command = CommandLine.CommandOf(parsed);
        if (command == line.Root)
            return Print(session, new Help(line, session.Texts, HelpWidth(session.Terminal)).Of(line.Root));
        if (command == line.Doctor)
            return await new DoctorCommand(session.With(color, quiet), words.Value(line.DoctorJson)).RunAsync();
        if (command == line.Photos)
            return await new PhotosCommand(session.With(color, quiet), words, line.PhotosSymbols, parsed).RunAsync();
        if (command == line.Hash)
            return await HashCommand.RunAsync(session.With(color, quiet), words, line.HashSymbols);
        var compare = CompareArguments.From(words, line.CompareSymbols, session.Errors);
        return await new CompareCommand(session.With(color, quiet), compare).RunAsync();
    }

    private static int Print(Session session, string text)
    {
        session.Terminal.Out.Write(text);
        return ExitCode.Done;
    }

    // Longer lines than this are hard to read, however wide the window.
    private static int HelpWidth(Terminal terminal) => Math.Min(100, terminal.Width(terminal.OutIsTerminal));

    private static int Fail(Exception exception, Session session)
    {
        var failure = exception switch
        {
            CliException known => known,
            JobException job => session.Errors.From(job),
            // Only standard output throws these up to here; files have sentences of their own.
            OutputException output => session.Errors.OutputFailed(output.Message),
            _ => session.Errors.Unexpected(exception),
        };
        try
        {
            session.Terminal.Error.WriteLine($"trama: {failure.Message} ({failure.Id})");
            if (failure.ExitCode == ExitCode.Internal && Environment.GetEnvironmentVariable("TRAMA_DEBUG") == "1")
                session.Terminal.Error.WriteLine(exception);
        }
        catch (IOException)
        {
            // Nobody hears it; the exit code still says it.
        }
        return failure.ExitCode;
    }

    // The part after + names the commit; a person asked which release it is.
    private static string Version => typeof(Application).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
