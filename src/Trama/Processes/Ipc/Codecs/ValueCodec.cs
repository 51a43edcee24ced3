namespace Trama.Processes.Ipc.Codecs;

/// <summary>Carries values of one declared type across the boundary between processes.</summary>
internal abstract class ValueCodec
{
    public abstract void WriteObject(PayloadWriter writer, object? value);

    public abstract object? ReadObject(ref PayloadReader reader);

    /// <summary>Whether carrying a value runs code that is not this library's.</summary>
    public virtual bool RunsForeignCode => false;

    /// <summary>Carries an empty value to nowhere, so that all of it is compiled when the first one comes.</summary>
    public abstract void Rehearse(CodecSet codecs);
}

/// <summary>The typed form, which boxes nothing.</summary>
internal abstract class ValueCodec<T> : ValueCodec
{
    public abstract void Write(PayloadWriter writer, T? value);

    /// <summary>
    /// Whether a value may be written later just as well: nobody can change it meanwhile, writing it can't fail, and it is small. Then it
    /// need not be copied before it is sent.
    /// </summary>
    public virtual bool CanWait(T? value) => false;

    public abstract T? Read(ref PayloadReader reader);

    public sealed override void WriteObject(PayloadWriter writer, object? value) => Write(writer, (T?)value);

    public sealed override object? ReadObject(ref PayloadReader reader) => Read(ref reader);

    public sealed override void Rehearse(CodecSet codecs)
    {
        if (RunsForeignCode)
            return;
        var writer = new PayloadWriter(codecs);
        WriteObject(writer, default(T));
        var reader = new PayloadReader(writer.Written.Span, codecs);
        ReadObject(ref reader);
    }
}
