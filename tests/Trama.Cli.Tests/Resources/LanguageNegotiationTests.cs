using Trama.Cli.Resources;

namespace Trama.Cli.Tests.Resources;

public sealed class LanguageNegotiationTests
{
    [Theory]
    [InlineData("pt_BR.UTF-8", "pt")]
    [InlineData("pt_BR", "pt")]
    [InlineData("pt", "pt")]
    [InlineData("pt_PT@euro", "pt")]
    [InlineData("PT-br", "pt")]
    [InlineData("en_US.UTF-8", "en")]
    [InlineData("C", "en")]
    [InlineData("C.UTF-8", "en")]
    [InlineData("POSIX", "en")]
    [InlineData("fr_FR.UTF-8", "en")]
    [InlineData("ptx", "en")]
    public void Locale_is_negotiated(string locale, string expected)
        => Assert.Equal(LanguageOf(expected), LanguageNegotiation.FromEnvironment(name => name == "LANG" ? locale : null));

    [Theory]
    [InlineData("pt_BR", "en_US", "en_US", "pt")]
    [InlineData("C", "pt_BR", "pt_BR", "en")]
    [InlineData("", "pt_BR", "en_US", "pt")]
    [InlineData(null, null, "pt", "pt")]
    [InlineData(null, null, null, "en")]
    public void First_variable_that_is_set_decides(string? all, string? messages, string? lang, string expected)
        => Assert.Equal(LanguageOf(expected), LanguageNegotiation.FromEnvironment(
            name => name switch { "LC_ALL" => all, "LC_MESSAGES" => messages, "LANG" => lang, _ => "pt" }));

    [Theory]
    [InlineData("en", "compare", "--lang", "pt-BR")]
    [InlineData("en", "compare", "--lang=pt")]
    public void Option_overrides_the_environment(string locale, params string[] arguments)
        => Assert.Equal(Language.Portuguese, LanguageNegotiation.FromArguments(arguments, _ => locale));

    [Theory]
    [InlineData("compare", "--lang", "fr")]
    [InlineData("compare", "--lang")]
    [InlineData("compare", "--", "--lang", "en")]
    public void Option_without_a_known_language_leaves_the_environment(params string[] arguments)
        => Assert.Equal(Language.Portuguese, LanguageNegotiation.FromArguments(arguments, _ => "pt_BR"));

    private static Language LanguageOf(string name) => name == "pt" ? Language.Portuguese : Language.English;
}
