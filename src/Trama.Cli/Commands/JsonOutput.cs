using Trama.Cli.Rendering.Json;

namespace Trama.Cli.Commands;

/// <summary>Where a command's envelope goes, if anywhere, with a sentence for every way that can fail.</summary>
/// <param name="session">The user's language, and the standard streams.</param>
/// <param name="target">A file, "-" for standard output, or null for nowhere.</param>
internal sealed class JsonOutput(Session session, string? target)
{
    public bool IsWanted => target is not null;

    /// <summary>Whether standard output carries the envelope, so that what a person reads goes to standard error.</summary>
    public bool TakesStandardOutput => target == JsonTarget.StandardOutput;

    /// <summary>Finds out at once whether the file can be written, and leaves everything as it was.</summary>
    /// <exception cref="CliException">It can't.</exception>
    public void Probe()
    {
        if (target is { } path && !TakesStandardOutput)
            Writing(path, () => JsonTarget.Probe(path));
    }

    /// <exception cref="CliException">It can't be written.</exception>
    public void Write(byte[] json)
    {
        if (TakesStandardOutput)
            session.Terminal.WriteBytes(json);
        else if (target is { } path)
            Writing(path, () => JsonTarget.Write(path, json));
    }

    /// <summary>The file, empty, to be written as things happen; within <see cref="Writing(Action)"/>.</summary>
    public FileStream Open() => new(target!, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Runs what writes to it, with a sentence for every way that can fail.</summary>
    /// <exception cref="CliException">It can't be written.</exception>
    public void Writing(Action write)
    {
        if (target is { } path && !TakesStandardOutput) Writing(path, write);
        else write();
    }

    /// <summary>Tells where the file is.</summary>
    public void Tell()
    {
        if (target is { } path && !TakesStandardOutput)
            session.Say(session.Texts.Format("json.written", ("file", path)));
    }

    private void Writing(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw session.Errors.JsonNotWritable(path, Reason(exception));
        }
    }

    // The system's usual refusals are known to the catalogue; the rare rest is shown as the system says it.
    private static string Reason(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "no-folder",
        FileNotFoundException => "not-created",
        UnauthorizedAccessException => "denied",
        _ => exception.Message.TrimEnd('.'),
    };
}
