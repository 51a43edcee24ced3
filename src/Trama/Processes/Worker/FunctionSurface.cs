using Trama.Async;

namespace Trama.Processes.Worker;

/// <summary>What a running function needs of its surroundings: the call it serves, the pump of its thread, the way out for items.</summary>
internal sealed record FunctionSurface(IncomingCall Call, CallbackPump Pump, Action<Action<PayloadWriter>> SendItem);
