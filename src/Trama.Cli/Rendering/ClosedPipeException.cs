namespace Trama.Cli.Rendering;

/// <summary>Whoever read our output has left. Not a failure: the program stops its work and ends quietly.</summary>
internal sealed class ClosedPipeException : IOException
{
    public ClosedPipeException()
        : base("The reader of the output closed it.")
    {
    }
}
