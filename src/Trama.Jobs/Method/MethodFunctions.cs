namespace Trama.Jobs.Method;

/// <summary>
/// Calls the user's method by name. The function that crosses to a worker process is this one, always encodable, and the process loads
/// the assembly for itself; the extra look-up is the same under every model.
/// </summary>
internal static class MethodFunctions
{
    /// <summary>The result of a synchronous method, as text.</summary>
    /// <exception cref="JobException">TRM0753: it threw.</exception>
    public static string Call(MethodItem item)
    {
        try
        {
            return UserMethod.Find(item.Assembly, item.Method).Call(item.Text);
        }
        catch (Exception cause) when (cause is not JobException)
        {
            throw Threw(item, cause);
        }
    }

    /// <summary>The result of an asynchronous method, as text, once it is there.</summary>
    /// <exception cref="JobException">TRM0753: it threw.</exception>
    public static async Task<string> CallAsync(MethodItem item)
    {
        try
        {
            return await UserMethod.Find(item.Assembly, item.Method).CallAsync(item.Text);
        }
        catch (Exception cause) when (cause is not JobException)
        {
            throw Threw(item, cause);
        }
    }

    private static JobException Threw(MethodItem item, Exception cause)
        => JobErrors.MethodThrew(item.Method, item.Text, cause.GetType().FullName ?? cause.GetType().Name, cause.Message);
}
