namespace Trama.Tests.Support;

/// <summary>A test program left something behind; the message lists what.</summary>
public sealed class LeakException(string message) : Exception(message);
