namespace Trama.Processes;

/// <summary>Why the executor killed a worker where no call's end was the reason.</summary>
/// <param name="Reason">A sentence with its full stop, to follow "the worker died:".</param>
/// <param name="IsMemory">Whether it held too much memory.</param>
internal sealed record KillCause(string Reason, bool IsMemory = false);
