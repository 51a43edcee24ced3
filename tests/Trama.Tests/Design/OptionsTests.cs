using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Trama.Tests.Design;

/// <summary>Whoever sets an option reads there what it may be and what it is when left alone.</summary>
public sealed partial class OptionsTests
{
    [Fact]
    public void Every_option_states_its_default() => Assert.Empty(OptionsWhere(doc => !DefaultWords().IsMatch(doc)));

    [Fact]
    public void Every_number_and_duration_states_its_range() =>
        Assert.Empty(OptionsWhere(doc => !RangeWords().IsMatch(doc), HasRange));

    private static bool HasRange(PropertyDeclarationSyntax property) =>
        property.Type.ToString().TrimEnd('?') is "int" or "long" or "double" or "TimeSpan";

    private static IEnumerable<string> OptionsWhere(Func<string, bool> isWrong, Func<PropertyDeclarationSyntax, bool>? concerns = null) =>
        from file in SourceFile.Below("src", "Trama").Concat(SourceFile.Below("src", "Trama.Testing"))
        from type in file.TopLevelTypes().OfType<TypeDeclarationSyntax>()
        where type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal) && SourceFile.IsPublic(type)
        from property in type.Members.OfType<PropertyDeclarationSyntax>()
        where SourceFile.IsPublic(property) && concerns?.Invoke(property) != false
        where isWrong(property.GetLeadingTrivia().ToFullString())
        select $"{file.Name}: {type.Identifier.Text}.{property.Identifier.Text}";

    [GeneratedRegex(@"default|<inheritdoc", RegexOptions.IgnoreCase)]
    private static partial Regex DefaultWords();

    private const string Ranges = "at least|or more|more than|or longer|positive|greater|between|from|infinite|not negative|any|range|<inheritdoc";

    [GeneratedRegex(Ranges, RegexOptions.IgnoreCase)]
    private static partial Regex RangeWords();
}
