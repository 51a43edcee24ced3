using System.Reflection;

namespace Trama.Processes.Worker;

/// <summary>The user's function, and what is known of it.</summary>
/// <param name="Function">The delegate to call; of the type that its shape says.</param>
/// <param name="TakesToken">Whether its last parameter is the call's token.</param>
/// <param name="Method">The method behind it.</param>
/// <param name="Carried">What its arguments and its result, or its items, are.</param>
internal sealed record Callee(Delegate Function, bool TakesToken, MethodInfo Method, Type[] Carried);
