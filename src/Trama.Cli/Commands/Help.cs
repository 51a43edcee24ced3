using System.CommandLine;
using System.Text;
using Trama.Cli.Rendering;
using Trama.Cli.Resources;

namespace Trama.Cli.Commands;

/// <summary>The help of a command, from the parser's symbols and the catalogue's words, laid out for the terminal's width.</summary>
internal sealed class Help(CommandLine line, Catalogue texts, int width)
{
    private const int Indent = 2;
    private const int WidestName = 26;

    private readonly StringBuilder _text = new();

    public string Of(Command command)
    {
        var name = line.NameOf(command);
        var prefix = command == line.Root ? "help.root" : "help." + command.Name;
        Paragraph(texts[prefix + ".summary"]);
        Section("help.usage", texts[prefix + ".usage"].Split('\n'));
        if (command == line.Root)
            List("help.commands", line.Root.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, texts[$"help.{sub.Name}.summary"])));
        else if (texts.Find(prefix + ".words") is { } words)
            List("help.words", words.Split('\n').Select(word => word.Split('|')).Select(word => (word[0], word[1])));
        if (command != line.Root)
            List("help.options", command.Options.Select(option => (NameOf(option), TextOf(command, option))));
        List("help.general", line.Root.Options.Select(option => (NameOf(option), texts["help.option." + option.Name])));
        Section("help.examples", texts[prefix + ".examples"].Split('\n'));
        if (command != line.Root)
            List("help.exit-codes", texts[prefix + ".codes"].Split('\n').Select(code => code.Split('|')).Select(code => (code[0], code[1])));
        return _text.ToString();
    }

    // What an option means may differ from command to command.
    private string TextOf(Command command, Option option)
        => texts.Find($"help.option.{command.Name}.{option.Name}") ?? texts["help.option." + option.Name];

    private string NameOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias != "-?").Append(option.Name));
        return option.HelpName is { } value ? $"{names} {texts["value." + value]}" : names;
    }

    private void Paragraph(string text)
    {
        foreach (var row in Wrapping.Rows(text, width))
            _text.Append(row).Append('\n');
    }

    private void Section(string title, IEnumerable<string> rows)
    {
        _text.Append('\n').Append(texts[title]).Append('\n');
        foreach (var row in rows)
            _text.Append(' ', Indent).Append(row).Append('\n');
    }

    private void List(string title, IEnumerable<(string Name, string Text)> rows)
    {
        var all = rows.ToList();
        var column = Indent + Math.Min(WidestName, all.Max(row => row.Name.Length)) + 2;
        _text.Append('\n').Append(texts[title]).Append('\n');
        foreach (var (name, text) in all)
        {
            _text.Append(' ', Indent).Append(name);
            // A name too long for its column keeps a line to itself.
            var at = Indent + name.Length;
            if (at + 2 > column)
                (at, _) = (0, _text.Append('\n'));
            foreach (var row in Wrapping.Rows(text, Math.Max(20, width - column)))
            {
                _text.Append(' ', column - at).Append(row).Append('\n');
                at = 0;
            }
        }
    }
}
