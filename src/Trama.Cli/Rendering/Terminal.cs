using System.Globalization;
using System.Text;

namespace Trama.Cli.Rendering;

/// <summary>Where the program writes, and what that place can do. Only data goes to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    /// <summary>A pipe has no width of its own: output there is laid out for this many columns, whatever the window is.</summary>
    public const int WidthOfAPipe = 120;

    private const int Narrowest = 40;
    private const int Widest = 160;

    private readonly Func<string, string?> _variable;
    private readonly bool _isReal;

    private Terminal(
        TextWriter output, TextWriter error, bool outIsTerminal, bool errorIsTerminal, Func<string, string?> variable, bool isReal)
    {
        Out = output;
        Error = error;
        OutIsTerminal = outIsTerminal;
        ErrorIsTerminal = errorIsTerminal;
        _variable = variable;
        _isReal = isReal;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool OutIsTerminal { get; }

    public bool ErrorIsTerminal { get; }

    /// <summary>Whether a line may be drawn over: not into pipes, and not on a terminal that says it is dumb.</summary>
    public bool CanAnimate => ErrorIsTerminal && !IsDumb;

    /// <summary>Whether standard output is a pipe whose reader has left.</summary>
    public bool OutIsClosed => _isReal && StandardStream.IsClosed(1);

    private bool IsDumb => _variable("TERM") is "dumb" or null or "";

    /// <summary>The process's own standard streams.</summary>
    public static Terminal Open() => new(
        Writer(1), Writer(2), !Console.IsOutputRedirected, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable, isReal: true);

    /// <summary>A terminal made of given writers and facts: what tests render into.</summary>
    public static Terminal Of(TextWriter output, TextWriter error, bool isTerminal, Func<string, string?> variable)
        => new(output, error, isTerminal, isTerminal, variable, isReal: false);

    /// <summary>Columns to lay out for: COLUMNS when it is set, else the window, else <see cref="WidthOfAPipe"/>.</summary>
    public int Width(bool isTerminal)
    {
        if (int.TryParse(_variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0)
            return Math.Clamp(columns, Narrowest, Widest);
        return isTerminal ? Math.Clamp(WindowWidth(), Narrowest, Widest) : WidthOfAPipe;
    }

    /// <summary>Whether to colour a stream: as asked, else by the no-color.org convention (a non-empty NO_COLOR says no).</summary>
    public bool UseColor(ColorMode mode, bool isTerminal) => mode switch
    {
        ColorMode.Always => true,
        ColorMode.Never => false,
        _ => isTerminal && !IsDumb && string.IsNullOrEmpty(_variable("NO_COLOR")),
    };

    /// <summary>Writes UTF-8 text that is already encoded to <see cref="Out"/>.</summary>
    public void WriteBytes(ReadOnlyMemory<byte> utf8)
    {
        if (Out is StreamWriter writer)
            writer.BaseStream.Write(utf8.Span);
        else
            Out.Write(Encoding.UTF8.GetString(utf8.Span));
    }

    private static int WindowWidth()
    {
        try
        {
            // A terminal that was never told its size reports 0.
            return Console.WindowWidth is > 0 and var width ? width : WidthOfAPipe;
        }
        catch (IOException)
        {
            return WidthOfAPipe;
        }
    }

    private static StreamWriter Writer(int descriptor)
        => new(StandardStream.Open(descriptor), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
}
