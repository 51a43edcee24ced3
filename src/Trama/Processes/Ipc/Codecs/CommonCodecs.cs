namespace Trama.Processes.Ipc.Codecs;

/// <summary>
/// The types that most functions take and give. Named here, what carries them is compiled with the library; a type that is only met while
/// running is compiled then, in each worker again.
/// </summary>
internal static class CommonCodecs
{
    /// <summary>The codec for a common type, or null.</summary>
    public static ValueCodec? Find(CodecSet codecs, Type type)
    {
        if (type.IsEnum)
            return null;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => codecs.For<bool>(),
            TypeCode.Byte => codecs.For<byte>(),
            TypeCode.Char => codecs.For<char>(),
            TypeCode.Double => codecs.For<double>(),
            TypeCode.Int32 => codecs.For<int>(),
            TypeCode.Int64 => codecs.For<long>(),
            TypeCode.Single => codecs.For<float>(),
            TypeCode.String => codecs.For<string>(),
            TypeCode.UInt32 => codecs.For<uint>(),
            TypeCode.UInt64 => codecs.For<ulong>(),
            _ => type == typeof(byte[]) ? codecs.For<byte[]>()
                : type == typeof(ReadOnlyMemory<byte>) ? codecs.For<ReadOnlyMemory<byte>>()
                : type == typeof(Nothing) ? codecs.For<Nothing>()
                : null,
        };
    }
}
