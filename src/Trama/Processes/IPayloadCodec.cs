using System.Buffers;

namespace Trama;

/// <summary>
/// Carries values of some types across the boundary between processes in a way of its own. The worker makes an instance of the same type,
/// so the implementation needs a public constructor without parameters. Used by several threads at once.
/// </summary>
public interface IPayloadCodec
{
    /// <summary>Whether this codec carries values of the declared type. Asked once a type.</summary>
    /// <param name="type">The declared type of a parameter or a result.</param>
    /// <returns>True to take it over.</returns>
    bool CanCarry(Type type);

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value, never null.</param>
    /// <param name="type">Its declared type.</param>
    void Write(IBufferWriter<byte> writer, object value, Type type);

    /// <summary>Reads a value back.</summary>
    /// <param name="payload">What <see cref="Write"/> wrote.</param>
    /// <param name="type">The declared type.</param>
    /// <returns>The value.</returns>
    object Read(ReadOnlySpan<byte> payload, Type type);
}
