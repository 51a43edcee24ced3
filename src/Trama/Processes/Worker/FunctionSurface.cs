using System.Runtime.InteropServices;
using Trama.Async;

namespace Trama.Processes.Worker;

/// <summary>What a running function needs of its surroundings: the call it serves, the pump of its thread, how values cross.</summary>
/// <param name="Call">The call.</param>
/// <param name="Pump">Runs what an asynchronous function leaves for later, on this thread.</param>
/// <param name="Codecs">How values cross.</param>
/// <param name="Surroundings">What travelled with the call.</param>
/// <param name="Measure">Whether somebody wants to know what the call costs.</param>
/// <param name="IsRehearsal">Whether everything happens but the function itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FunctionSurface(
    IncomingCall Call, CallbackPump Pump, CodecSet Codecs, CallSurroundings Surroundings, bool Measure, bool IsRehearsal);
