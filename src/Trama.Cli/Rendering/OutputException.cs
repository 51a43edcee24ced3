namespace Trama.Cli.Rendering;

/// <summary>Standard output or error took no more, for a reason other than a reader who left: a full disk, mostly.</summary>
internal sealed class OutputException(string reason) : IOException(reason);
