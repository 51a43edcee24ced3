namespace Trama.Analyzers;

/// <summary>Where a rule is explained. The pages are in the repository and, at the same place, in the package.</summary>
internal static class HelpLinks
{
    public const string Base = "docs/analyzers/";
}
