using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Trama.Processes.Reports;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>
/// Says, from the declared types alone, why values can't cross to another process, and which member is at fault: before a call is queued,
/// not when a worker chokes on it.
/// </summary>
internal static class Encodability
{
    private const string OnlyProcesses =
        "Only process executors encode values; ProcessExecutor itself is marked as needing reflection and run-time code.";

    /// <summary>Throws <see cref="PayloadException"/> when values of the type can't cross.</summary>
    public static void Check(Type type)
    {
        if (FindFault(type, type.Name, []) is var (member, why))
            throw CodecErrors.NotEncodable(type, member, why);
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyProcesses)]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = OnlyProcesses)]
    public static bool IsUnmanaged(Type type) =>
        !type.IsByRefLike && !(bool)typeof(RuntimeHelpers)
            .GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static (string Member, string Why)? FindFault(Type type, string path, HashSet<Type> seen)
    {
        // JSON tells nothing of what is inside a nullable value.
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (WhyNever(type) is { } why)
            return (path, why);
        if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
            return null;
        if (type.IsValueType && IsUnmanaged(type))
            return IsOfTheRuntime(type) ? null : FindFaultInFields(type, path, seen);
        return FindFaultInJson(type, path, seen);
    }

    private static string? WhyNever(Type type)
    {
        if (type == typeof(nint) || type == typeof(nuint) || type.IsPointer || type.IsFunctionPointer)
            return "is an address or a handle, which means nothing in another process";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "is a delegate";
        if (type == typeof(object))
            return "is declared as object, so its real type would be lost";
        if (typeof(Type).IsAssignableFrom(type) || typeof(MemberInfo).IsAssignableFrom(type) || type == typeof(Assembly))
            return "is a part of the type system";
        if (typeof(Stream).IsAssignableFrom(type) || typeof(TextReader).IsAssignableFrom(type) || typeof(TextWriter).IsAssignableFrom(type))
            return "is an open stream";
        if (typeof(Task).IsAssignableFrom(type) || typeof(WaitHandle).IsAssignableFrom(type) || type == typeof(Thread)
            || type == typeof(CancellationTokenSource) || type == typeof(CancellationToken) || type == typeof(ValueTask))
            return "belongs to the threads of this process";
        if (typeof(Exception).IsAssignableFrom(type))
            return "is an exception, which is thrown, not passed";
        if (type.IsByRefLike)
            return "lives on the stack";
        if (TakesReports(type))
            return "is a progress object, which crosses as an argument declared as IProgress<T>, or as such an element of a tuple";
        if (CodecSet.IsSharedArray(type))
            return "is a shared array, which crosses as an argument, a result or an element of a tuple, not inside another object";
        return null;
    }

    // Also a class that implements it: to JSON it may look like an object without members, and a worker's copy would report to nobody.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = OnlyProcesses)]
    private static bool TakesReports(Type type) => ProgressTypes.IsProgress(type) || Array.Exists(type.GetInterfaces(), ProgressTypes.IsProgress);

    private static bool IsOfTheRuntime(Type type) => type.Assembly == typeof(object).Assembly;

    private static (string Member, string Why)? FindFaultInFields(Type type, string path, HashSet<Type> seen)
    {
        foreach (FieldInfo field in FieldsOf(type))
        {
            if (FindFault(field.FieldType, $"{path}.{FieldName(field)}", seen) is { } fault)
                return fault;
        }

        return null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = OnlyProcesses)]
    private static FieldInfo[] FieldsOf(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    // The field behind an automatic property is called '<Name>k__BackingField'.
    private static string FieldName(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static (string Member, string Why)? FindFaultInJson(Type type, string path, HashSet<Type> seen)
    {
        JsonTypeInfo shape;
        try
        {
            shape = JsonCodec.Options.GetTypeInfo(type);
        }
        catch (Exception error) when (error is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return (path, $"has no JSON form: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }

        return shape.Kind switch
        {
            JsonTypeInfoKind.Enumerable => FindFault(shape.ElementType!, path + "[]", seen),
            JsonTypeInfoKind.Dictionary => FindFault(shape.ElementType!, path + "[]", seen),
            JsonTypeInfoKind.Object => FindFaultInProperties(type, shape, path, seen),
            _ => null,
        };
    }

    private static (string Member, string Why)? FindFaultInProperties(Type type, JsonTypeInfo shape, string path, HashSet<Type> seen)
    {
        if ((type.IsInterface || type.IsAbstract) && shape.PolymorphismOptions is null)
            return (path, "is abstract, so a worker would not know what to make of it");
        foreach (JsonPropertyInfo property in shape.Properties)
        {
            if (property.CustomConverter is null && property.Get is not null
                && FindFault(property.PropertyType, $"{path}.{property.Name}", seen) is { } fault)
                return fault;
        }

        return null;
    }
}
