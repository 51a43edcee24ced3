namespace Trama.Cli.Resources;

/// <summary>The languages that the catalogue speaks.</summary>
internal enum Language
{
    English,
    Portuguese,
}
