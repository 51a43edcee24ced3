using System.Runtime.InteropServices;
using Trama.Async;

namespace Trama.Processes.Worker;

/// <summary>What a running function needs of its surroundings: the call it serves, the pump of its thread, the way out for items.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FunctionSurface(IncomingCall Call, CallbackPump Pump, Action<IncomingCall, Action<PayloadWriter>> SendItem);
