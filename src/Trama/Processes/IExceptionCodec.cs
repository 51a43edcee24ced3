using System.Buffers;

namespace Trama;

/// <summary>
/// Carries exceptions of the user's own types out of a worker process, so that callers can catch them by type. The worker makes an
/// instance of the same type, so the implementation needs a public constructor without parameters. Used by several threads at once.
/// </summary>
public interface IExceptionCodec
{
    /// <summary>Writes an exception, in the worker.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="exception">What the function threw.</param>
    /// <returns>False to leave it to the built-in table.</returns>
    bool TryWrite(IBufferWriter<byte> writer, Exception exception);

    /// <summary>Rebuilds an exception, in the caller's process. Its stack is added by the executor.</summary>
    /// <param name="typeName">The full name of the exception's type.</param>
    /// <param name="payload">What <see cref="TryWrite"/> wrote.</param>
    /// <returns>The exception.</returns>
    Exception Read(string typeName, ReadOnlySpan<byte> payload);
}
