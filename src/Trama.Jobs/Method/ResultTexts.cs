using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Trama.Jobs.Method;

/// <summary>
/// Turns whatever a method returns into a text for the checksum: a string as it is, all else as JSON (which reads lazy sequences to
/// their end, so that the work in them is done and measured), and what JSON refuses by its ToString.
/// </summary>
internal static class ResultTexts
{
    /// <summary>Whether a method that returns <paramref name="type"/> is asynchronous.</summary>
    public static bool IsAsync(Type type)
        => typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || IsGeneric(type, typeof(ValueTask<>)) || IsStream(type);

    /// <summary>Reads a result of <paramref name="type"/>; the task has ended already unless <see cref="IsAsync"/>.</summary>
    public static Func<object?, Task<string>> ReaderOf(Type type)
    {
        if (type == typeof(ValueTask)) return result => FromTaskAsync(((ValueTask)result!).AsTask());
        if (IsGeneric(type, typeof(ValueTask<>))) return Bind(nameof(FromValueTaskAsync), type);
        if (TaskOf(type) is { } task) return Bind(nameof(FromTaskOfAsync), task);
        if (typeof(Task).IsAssignableFrom(type)) return result => FromTaskAsync((Task)result!);
        return IsStream(type) ? FromStreamAsync : result => Task.FromResult(Show(result));
    }

    private static bool IsStream(Type type) => type.GetInterfaces().Append(type).Any(face => IsGeneric(face, typeof(IAsyncEnumerable<>)));

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static Type? TaskOf(Type? type)
    {
        while (type is not null && !IsGeneric(type, typeof(Task<>))) type = type.BaseType;
        return type;
    }

    private static Func<object?, Task<string>> Bind(string reader, Type type)
        => typeof(ResultTexts).GetMethod(reader, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.GetGenericArguments()[0])
            .CreateDelegate<Func<object?, Task<string>>>();

    private static async Task<string> FromTaskAsync(Task task)
    {
        await task;
        return Show(null);
    }

    private static async Task<string> FromTaskOfAsync<T>(object? task) => Show(await (Task<T>)task!);

    private static async Task<string> FromValueTaskAsync<T>(object? task) => Show(await (ValueTask<T>)task!);

    private static async Task<string> FromStreamAsync(object? stream)
    {
        using var text = new MemoryStream();
        await JsonSerializer.SerializeAsync(text, stream);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static string Show(object? result)
    {
        if (result is string text) return text;
        try
        {
            return JsonSerializer.Serialize(result, result?.GetType() ?? typeof(object));
        }
        catch (Exception refused) when (refused is NotSupportedException or JsonException)
        {
            return Convert.ToString(result, CultureInfo.InvariantCulture) ?? "";
        }
    }
}
