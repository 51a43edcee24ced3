using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>The two arguments of a function, one after the other, as the worker reads them: parameter by parameter.</summary>
internal sealed class PairCodec<T1, T2>(CodecSet codecs) : ValueCodec<Pair<T1, T2>>
{
    private readonly ValueCodec<T1> _first = codecs.ForArgument<T1>();
    private readonly ValueCodec<T2> _second = codecs.ForArgument<T2>();

    public override bool RunsForeignCode => _first.RunsForeignCode || _second.RunsForeignCode;

    public override void Write(PayloadWriter writer, Pair<T1, T2> value)
    {
        _first.Write(writer, value.First);
        _second.Write(writer, value.Second);
    }

    public override bool CanWait(Pair<T1, T2> value) => _first.CanWait(value.First) && _second.CanWait(value.Second);

    public override Pair<T1, T2> Read(ref PayloadReader reader) => new(_first.Read(ref reader)!, _second.Read(ref reader)!);
}

/// <summary>A value tuple with references in it: element by element.</summary>
internal sealed class TupleCodec<T>(ValueCodec[] elements) : ValueCodec<T>
{
    public override bool RunsForeignCode => Array.Exists(elements, static element => element.RunsForeignCode);

    public override void Write(PayloadWriter writer, T? value)
    {
        // Fields, not ITuple's items: ITuple flattens the eighth element, which is a tuple of its own.
        FieldInfo[] fields = Fields();
        for (int i = 0; i < elements.Length; i++)
            elements[i].WriteObject(writer, fields[i].GetValue(value));
    }

    public override T Read(ref PayloadReader reader)
    {
        object tuple = default(T)!;
        FieldInfo[] fields = Fields();
        for (int i = 0; i < elements.Length; i++)
            fields[i].SetValue(tuple, elements[i].ReadObject(ref reader));
        return (T)tuple;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2090", Justification = "The fields of a value tuple are its elements; it has no others.")]
    private static FieldInfo[] Fields() => typeof(T).GetFields();
}

/// <summary>Hands a type to the user's own codec, with a length before it so that one codec can't read into the next value.</summary>
internal sealed class CustomCodec<T>(IPayloadCodec codec) : ValueCodec<T>
{
    public override bool RunsForeignCode => true;

    public override void Write(PayloadWriter writer, T? value)
    {
        writer.WriteByte(value is null ? (byte)0 : (byte)1);
        if (value is null)
            return;
        int at = writer.ReserveLength();
        codec.Write(writer, value, typeof(T));
        writer.FillLength(at);
    }

    public override T? Read(ref PayloadReader reader) =>
        reader.ReadByte() == 0 ? default : (T)codec.Read(reader.Take(reader.ReadInt32()), typeof(T));
}
