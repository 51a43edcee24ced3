namespace Trama.Cli.Rendering;

/// <summary>When output is coloured; <see cref="Auto"/> means on a terminal that wants it.</summary>
internal enum ColorMode
{
    Auto,
    Always,
    Never,
}
