using System.Globalization;
using System.Numerics;

namespace Trama.Jobs.Method;

/// <summary>Turns a line of text into the argument a method takes: a string, a file or a number, in the invariant culture.</summary>
internal static class ArgumentTexts
{
    private static readonly Dictionary<Type, Func<string, object>> Parsers = new()
    {
        [typeof(string)] = text => text,
        [typeof(FileInfo)] = text => new FileInfo(text),
        [typeof(byte)] = Number<byte>,
        [typeof(sbyte)] = Number<sbyte>,
        [typeof(short)] = Number<short>,
        [typeof(ushort)] = Number<ushort>,
        [typeof(int)] = Number<int>,
        [typeof(uint)] = Number<uint>,
        [typeof(long)] = Number<long>,
        [typeof(ulong)] = Number<ulong>,
        [typeof(nint)] = Number<nint>,
        [typeof(nuint)] = Number<nuint>,
        [typeof(Int128)] = Number<Int128>,
        [typeof(UInt128)] = Number<UInt128>,
        [typeof(Half)] = Number<Half>,
        [typeof(float)] = Number<float>,
        [typeof(double)] = Number<double>,
        [typeof(decimal)] = Number<decimal>,
        [typeof(BigInteger)] = Number<BigInteger>,
    };

    /// <summary>The parser for <paramref name="type"/>, or null when a line can't become one.</summary>
    public static Func<string, object>? ParserOf(Type type) => Parsers.GetValueOrDefault(type);

    /// <summary>The type's name for people: <c>string</c>, <c>file</c>, <c>int</c>, …</summary>
    public static string NameOf(Type type) => type switch
    {
        _ when type == typeof(FileInfo) => "file",
        _ when type == typeof(int) => "int",
        _ when type == typeof(long) => "long",
        _ when type == typeof(float) => "float",
        _ when type == typeof(string) => "string",
        _ => type.Name.ToLowerInvariant(),
    };

    private static object Number<T>(string text)
        where T : struct, INumberBase<T>
        => T.Parse(text, NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
}
