namespace Trama.Cli.Resources;

/// <summary>Finds the language to speak: an explicit choice, else the first of the locale variables that is set.</summary>
internal static class LanguageNegotiation
{
    // The order is POSIX's for messages: LC_ALL overrides LC_MESSAGES, which overrides LANG. An empty variable counts as not set.
    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The language of the environment; English for C, POSIX and every language that the catalogue lacks.</summary>
    public static Language FromEnvironment(Func<string, string?> variable)
    {
        foreach (var name in LocaleVariables)
        {
            if (variable(name) is { Length: > 0 } locale)
                return TryParse(locale, out var language) ? language : Language.English;
        }
        return Language.English;
    }

    /// <summary>Understands a tag (pt-BR), a POSIX locale (pt_BR.UTF-8) and the bare language (pt); regions fall back to their language.</summary>
    public static bool TryParse(string tag, out Language language)
    {
        var end = tag.AsSpan().IndexOfAny("-_.@");
        var primary = end < 0 ? tag.AsSpan() : tag.AsSpan(0, end);
        language = primary.Equals("pt", StringComparison.OrdinalIgnoreCase) ? Language.Portuguese : Language.English;
        return language == Language.Portuguese || primary.Equals("en", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The language to speak before the command line is parsed, so that its errors are already in it. A bad value of --lang is the
    /// parser's to refuse.
    /// </summary>
    public static Language FromArguments(IReadOnlyList<string> arguments, Func<string, string?> variable)
    {
        for (var i = 0; i < arguments.Count && arguments[i] != "--"; i++)
        {
            var value = arguments[i].StartsWith("--lang=", StringComparison.Ordinal) ? arguments[i]["--lang=".Length..]
                : arguments[i] == "--lang" && i + 1 < arguments.Count ? arguments[i + 1]
                : null;
            if (value is not null && TryParse(value, out var language))
                return language;
        }
        return FromEnvironment(variable);
    }
}
