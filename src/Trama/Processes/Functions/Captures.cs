using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Trama.Processes.Functions;

/// <summary>What a lambda captures, by the names that its author gave.</summary>
internal static class Captures
{
    private const string Marked = "ProcessExecutor, the only user, is marked as needing reflection.";

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Marked)]
    public static bool IsEmptyClosure(Type type) =>
        IsClosure(type) && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0;

    /// <summary>The captured variables; empty when the object is no closure of the compiler's.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Marked)]
    public static string[] Of(object target)
    {
        if (!IsClosure(target.GetType()))
            return [];
        List<string> names = [];
        foreach (FieldInfo field in target.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            // '<>4__this' is the object that the lambda stands in; 'CS$<>8__locals1' is the closure of an outer block.
            if (field.Name.EndsWith("__this", StringComparison.Ordinal))
                names.Add("'this'");
            else if (IsClosure(field.FieldType) && field.GetValue(target) is { } outer)
                names.AddRange(Of(outer));
            else
                names.Add($"'{Readable(field.Name)}'");
        }

        return [.. names.Distinct()];
    }

    private static string Readable(string field) =>
        field.StartsWith('<') && field.IndexOf('>', StringComparison.Ordinal) is > 1 and int end ? field[1..end] : field;

    private static bool IsClosure(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
