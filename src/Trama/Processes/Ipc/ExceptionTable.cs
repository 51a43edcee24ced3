using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace Trama.Processes.Ipc;

/// <summary>
/// Rebuilds exceptions of a closed list of BCL types, so that callers can catch them as if the function had run here. Only when the rebuilt
/// message equals the sent one: some constructors make something else of a message, and a wrong text is worse than a
/// <see cref="RemoteCallException"/>.
/// </summary>
[SuppressMessage("Usage", "CA2201", Justification = "These are not thrown here: they are what a function in a worker threw.")]
internal static class ExceptionTable
{
    private static readonly Dictionary<string, Func<RemoteError, Exception?, Exception>> Makers = new(StringComparer.Ordinal)
    {
        [typeof(Exception).FullName!] = static (e, inner) => new Exception(e.Message, inner),
        [typeof(SystemException).FullName!] = static (e, inner) => new SystemException(e.Message, inner),
        [typeof(ApplicationException).FullName!] = static (e, inner) => new ApplicationException(e.Message, inner),
        [typeof(ArithmeticException).FullName!] = static (e, inner) => new ArithmeticException(e.Message, inner),
        [typeof(ArrayTypeMismatchException).FullName!] = static (e, inner) => new ArrayTypeMismatchException(e.Message, inner),
        [typeof(ArgumentException).FullName!] = static (e, inner) => new ArgumentException(Bare(e), e.Detail, inner),
        [typeof(ArgumentNullException).FullName!] = static (e, inner) =>
            inner is null ? new ArgumentNullException(e.Detail, Bare(e)) : new ArgumentNullException(e.Message, inner),
        [typeof(ArgumentOutOfRangeException).FullName!] = static (e, inner) =>
            inner is null ? new ArgumentOutOfRangeException(e.Detail, Bare(e)) : new ArgumentOutOfRangeException(e.Message, inner),
        [typeof(BadImageFormatException).FullName!] = static (e, inner) => new BadImageFormatException(e.Message, inner),
        [typeof(DirectoryNotFoundException).FullName!] = static (e, inner) => new DirectoryNotFoundException(e.Message, inner),
        [typeof(DivideByZeroException).FullName!] = static (e, inner) => new DivideByZeroException(e.Message, inner),
        [typeof(DllNotFoundException).FullName!] = static (e, inner) => new DllNotFoundException(e.Message, inner),
        [typeof(EndOfStreamException).FullName!] = static (e, inner) => new EndOfStreamException(e.Message, inner),
        [typeof(EntryPointNotFoundException).FullName!] = static (e, inner) => new EntryPointNotFoundException(e.Message, inner),
        [typeof(FileNotFoundException).FullName!] = static (e, inner) => new FileNotFoundException(e.Message, e.Detail, inner),
        [typeof(FormatException).FullName!] = static (e, inner) => new FormatException(e.Message, inner),
        [typeof(IndexOutOfRangeException).FullName!] = static (e, inner) => new IndexOutOfRangeException(e.Message, inner),
        [typeof(InvalidCastException).FullName!] = static (e, inner) => new InvalidCastException(e.Message, inner),
        [typeof(InvalidDataException).FullName!] = static (e, inner) => new InvalidDataException(e.Message, inner),
        [typeof(InvalidOperationException).FullName!] = static (e, inner) => new InvalidOperationException(e.Message, inner),
        [typeof(IOException).FullName!] = static (e, inner) => new IOException(e.Message, inner),
        [typeof(KeyNotFoundException).FullName!] = static (e, inner) => new KeyNotFoundException(e.Message, inner),
        [typeof(NotImplementedException).FullName!] = static (e, inner) => new NotImplementedException(e.Message, inner),
        [typeof(NotSupportedException).FullName!] = static (e, inner) => new NotSupportedException(e.Message, inner),
        [typeof(NullReferenceException).FullName!] = static (e, inner) => new NullReferenceException(e.Message, inner),
        [typeof(ObjectDisposedException).FullName!] = static (e, inner) =>
            inner is null ? new ObjectDisposedException(e.Detail, BareDisposed(e)) : new ObjectDisposedException(e.Message, inner),
        [typeof(OperationCanceledException).FullName!] = static (e, inner) => new OperationCanceledException(e.Message, inner),
        [typeof(TaskCanceledException).FullName!] = static (e, inner) => new TaskCanceledException(e.Message, inner),
        [typeof(OutOfMemoryException).FullName!] = static (e, inner) => new OutOfMemoryException(e.Message, inner),
        [typeof(InsufficientMemoryException).FullName!] = static (e, inner) => new InsufficientMemoryException(e.Message, inner),
        [typeof(OverflowException).FullName!] = static (e, inner) => new OverflowException(e.Message, inner),
        [typeof(PathTooLongException).FullName!] = static (e, inner) => new PathTooLongException(e.Message, inner),
        [typeof(PlatformNotSupportedException).FullName!] = static (e, inner) => new PlatformNotSupportedException(e.Message, inner),
        [typeof(RankException).FullName!] = static (e, inner) => new RankException(e.Message, inner),
        [typeof(SocketException).FullName!] = static (e, _) => new SocketException(Number(e)),
        [typeof(TimeoutException).FullName!] = static (e, inner) => new TimeoutException(e.Message, inner),
        [typeof(UnauthorizedAccessException).FullName!] = static (e, inner) => new UnauthorizedAccessException(e.Message, inner),
        [typeof(Win32Exception).FullName!] = static (e, _) => new Win32Exception(Number(e), e.Message),
        [typeof(PayloadException).FullName!] = static (e, inner) => new PayloadException(e.Message, e.Detail, inner),
    };

    /// <summary>The exception that a caller gets for an error in a worker, with the worker's stack.</summary>
    public static Exception Rebuild(RemoteError error, IExceptionCodec? codec)
    {
        Exception rebuilt = FromCodec(error, codec) ?? FromTable(error, codec) ?? new RemoteCallException(error);
        if (rebuilt.StackTrace is null && error.StackTrace.Length > 0)
            ExceptionDispatchInfo.SetRemoteStackTrace(rebuilt, error.StackTrace);
        return rebuilt;
    }

    private static Exception? FromCodec(RemoteError error, IExceptionCodec? codec)
    {
        if (error.Custom is null || codec is null)
            return null;
        try
        {
            return codec.Read(error.TypeName, error.Custom);
        }
        catch (Exception failure)
        {
            return new RemoteCallException(error) { Data = { ["Trama.ExceptionCodec"] = failure.ToString() } };
        }
    }

    private static Exception? FromTable(RemoteError error, IExceptionCodec? codec)
    {
        if (error.TypeName == typeof(AggregateException).FullName)
            return Exact(error, new AggregateException(BareAggregate(error), error.Inner.Select(inner => Rebuild(inner, codec))));
        return Makers.TryGetValue(error.TypeName, out Func<RemoteError, Exception?, Exception>? make)
            ? Exact(error, make(error, error.Inner.Length == 0 ? null : Rebuild(error.Inner[0], codec)))
            : null;
    }

    private static Exception? Exact(RemoteError error, Exception rebuilt)
    {
        if (rebuilt.Message != error.Message)
            return null;
        rebuilt.HResult = error.HResult;
        foreach ((string key, string value) in error.Data)
            rebuilt.Data[key] = value;
        return rebuilt;
    }

    // Constructors put what is behind the message there themselves; take it off before they do it again.
    private static string Bare(RemoteError error) => Without(error.Message, $" (Parameter '{error.Detail}')");

    private static string BareDisposed(RemoteError error) =>
        Without(error.Message, $"{Environment.NewLine}Object name: '{error.Detail}'.");

    private static string BareAggregate(RemoteError error) =>
        Without(error.Message, string.Concat(error.Inner.Select(inner => $" ({inner.Message})")));

    private static string Without(string text, string end) => text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : text;

    private static int Number(RemoteError error) => int.Parse(error.Detail ?? "0", CultureInfo.InvariantCulture);
}
