using System.Reflection;

namespace Trama.Processes.Functions;

/// <summary>Methods in readable form, the same in the caller and in the worker.</summary>
internal static class FunctionSignatures
{
    public static string Of(MethodInfo definition) => $"{definition.DeclaringType?.FullName}: {definition}";
}
