using Trama.Processes.Reports;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>
/// An object that takes reports, or null. It stays where it is: what crosses is its number among those of the call, and what is made of that
/// sends reports back.
/// </summary>
internal sealed class ProgressCodec<T> : ValueCodec<IProgress<T>>
{
    private const int Null = -1;
    private readonly ValueCodec<T> _reported;

    public ProgressCodec(CodecSet codecs)
    {
        ProgressTypes.CheckReported(typeof(T));
        _reported = codecs.For<T>();
    }

    public override void Write(PayloadWriter writer, IProgress<T>? value)
    {
        if (writer.GivesAway)
            throw CodecErrors.NotEncodable(
                typeof(IProgress<T>), typeof(IProgress<T>).Name, "is a progress object, which is passed to a function and not returned by it");
        writer.WriteInt32(value is null ? Null : writer.Keep(new ReportTarget<T>(value, _reported)));
    }

    public override IProgress<T>? Read(ref PayloadReader reader)
    {
        int target = reader.ReadInt32();
        if (target == Null)
            return null;
        if (reader.Progress is not { } maker)
            throw new InvalidDataException("A progress object arrived where no function takes it. (TRM0527)");
        return maker.NewProgress(target, _reported);
    }
}

/// <summary>An object of a class that takes reports, for a parameter that is declared as the interface: on its way there as one of that.</summary>
internal sealed class ReporterCodec<TProgress, T>(CodecSet codecs) : ValueCodec<TProgress>
    where TProgress : IProgress<T>
{
    private readonly ValueCodec<IProgress<T>> _asInterface = codecs.For<IProgress<T>>();

    public override void Write(PayloadWriter writer, TProgress? value) => _asInterface.Write(writer, value);

    public override TProgress Read(ref PayloadReader reader) =>
        throw new NotSupportedException("A progress object is read as what the function declares, which is the interface.");
}
