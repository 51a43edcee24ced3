namespace Trama.Cli;

/// <summary>A failure that has a sentence for the user: printed as it is, without a stack, and the program ends with its code.</summary>
internal sealed class CliException : Exception
{
    public CliException(string id, int exitCode, string message)
        : base(message)
    {
        Id = id;
        ExitCode = exitCode;
    }

    /// <summary>The stable id, TRMnnnn.</summary>
    public string Id { get; }

    public int ExitCode { get; }
}
