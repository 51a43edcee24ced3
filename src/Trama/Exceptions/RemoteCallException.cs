namespace Trama;

/// <summary>
/// A function failed in a worker process with an exception that can't be rebuilt exactly here; this one carries what is known of it.
/// </summary>
public sealed class RemoteCallException : Exception
{
    internal RemoteCallException(RemoteError error)
        : base($"{error.TypeName}: {error.Message}", error.Inner.Length == 0 ? null : new RemoteCallException(error.Inner[0]))
    {
        RemoteType = error.TypeName;
        RemoteMessage = error.Message;
        RemoteStackTrace = error.StackTrace;
        RemoteData = error.Data;
        HResult = error.HResult;
    }

    /// <summary>The full name of the exception's type in the worker.</summary>
    public string RemoteType { get; }

    /// <summary>Its message.</summary>
    public string RemoteMessage { get; }

    /// <summary>Its stack trace in the worker; empty when it had none.</summary>
    public string RemoteStackTrace { get; }

    /// <summary>Its <see cref="Exception.Data"/>, keys and values as text.</summary>
    public IReadOnlyDictionary<string, string> RemoteData { get; }
}
