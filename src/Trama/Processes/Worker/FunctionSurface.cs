using System.Runtime.InteropServices;
using Trama.Async;

namespace Trama.Processes.Worker;

/// <summary>What a running function needs of its surroundings: the call it serves, the pump of its thread, how values cross.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FunctionSurface(IncomingCall Call, CallbackPump Pump, CodecSet Codecs);
