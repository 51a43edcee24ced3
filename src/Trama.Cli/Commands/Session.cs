using Trama.Cli.Rendering;
using Trama.Cli.Resources;

namespace Trama.Cli.Commands;

/// <summary>What every command has at hand: the user's language, where to write, and how.</summary>
internal sealed class Session
{
    public Session(Terminal terminal, Catalogue texts)
    {
        Terminal = terminal;
        Texts = texts;
        Numbers = new HumanNumbers(texts.Language);
        Notes = new Notes(texts, Numbers);
        Errors = new Errors(texts, Notes);
    }

    public Terminal Terminal { get; }

    public Catalogue Texts { get; }

    public HumanNumbers Numbers { get; }

    public Notes Notes { get; }

    public Errors Errors { get; }

    public ColorMode Color { get; private init; }

    public bool Quiet { get; private init; }

    /// <summary>The same with the user's wishes, which are known only once the command line is understood.</summary>
    public Session With(ColorMode color, bool quiet) => new(Terminal, Texts) { Color = color, Quiet = quiet };

    /// <summary>A line for the person who waits, unless they asked for none.</summary>
    public void Say(string line)
    {
        if (!Quiet)
            Terminal.Error.WriteLine(line);
    }
}
