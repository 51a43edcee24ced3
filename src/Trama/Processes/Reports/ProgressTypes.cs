using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Trama.Processes.Reports;

/// <summary>Where objects that take reports may stand: as an argument, or as an element of a tuple that is one.</summary>
internal static class ProgressTypes
{
    public static bool IsProgress(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IProgress<>);

    public static bool IsProgressOf(Type type, Type reported) => IsProgress(type) && type.GetGenericArguments()[0] == reported;

    /// <summary>
    /// What a class takes reports of, where C# has inferred the class for a parameter that is declared as the interface; else null.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = CodecSet.OnlyProcesses)]
    public static Type? ReportedTo(Type type)
    {
        if (type.IsInterface)
            return null;
        Type[] taken = Array.FindAll(type.GetInterfaces(), IsProgress);
        return taken.Length == 1 ? taken[0].GetGenericArguments()[0] : null;
    }

    /// <summary>Whether values of the type are such objects, or tuples with some in them.</summary>
    public static bool AreIn(Type type) => IsProgress(type) || (IsTuple(type) && Array.Exists(type.GetGenericArguments(), AreIn));

    /// <summary>
    /// Throws <see cref="PayloadException"/> where what is reported would be a handle: nobody would say when it is no longer needed.
    /// Whatever else can't cross is found by its codec.
    /// </summary>
    public static void CheckReported(Type type)
    {
        if (IsTuple(type))
            Array.ForEach(type.GetGenericArguments(), CheckReported);
        else if (IsProgress(type) || CodecSet.IsSharedArray(type))
            Encodability.Check(type);
    }

    private static bool IsTuple(Type type) => type is { IsValueType: true, IsGenericType: true } && typeof(ITuple).IsAssignableFrom(type);
}
