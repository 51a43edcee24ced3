namespace Trama.Processes.Reports;

/// <summary>A progress object of the caller's, which stays in the caller's process.</summary>
internal abstract class ReportTarget
{
    /// <summary>Reads a report. What comes of it hands the report to the object.</summary>
    public abstract Action Read(ref PayloadReader payload);
}

/// <inheritdoc/>
internal sealed class ReportTarget<T>(IProgress<T> progress, ValueCodec<T> codec) : ReportTarget
{
    public override Action Read(ref PayloadReader payload)
    {
        T value = codec.Read(ref payload)!;
        return () => progress.Report(value);
    }
}
