using System.Collections.Concurrent;
using System.Reflection;

namespace Trama.Jobs.Method;

/// <summary>A method of the user's, found, checked and ready to be called with a line of text. Safe for many threads.</summary>
internal sealed class UserMethod
{
    private static readonly ConcurrentDictionary<(string Assembly, string Method), Lazy<UserMethod>> Known = new();

    private readonly MethodInvoker _invoker;
    private readonly Func<string, object> _parse;
    private readonly Func<object?, Task<string>> _show;
    private readonly bool _takesToken;

    private UserMethod(MethodInfo method)
    {
        var parameters = method.GetParameters();
        _invoker = MethodInvoker.Create(method);
        _parse = ArgumentTexts.ParserOf(parameters[0].ParameterType)!;
        _show = ResultTexts.ReaderOf(method.ReturnType);
        _takesToken = parameters.Length == 2;
        ArgumentType = parameters[0].ParameterType;
        IsAsync = ResultTexts.IsAsync(method.ReturnType);
    }

    /// <summary>Whether its result is awaited.</summary>
    public bool IsAsync { get; }

    /// <summary>What it takes.</summary>
    public Type ArgumentType { get; }

    /// <summary>Loads the assembly in a context of its own, once per process, and finds the method.</summary>
    /// <exception cref="JobException">TRM0740 to TRM0749, TRM0754: it can't be loaded, found or called.</exception>
    public static UserMethod Find(string assembly, string method)
        => Known.GetOrAdd((assembly, method), static key => new(() => new(MethodFinder.Find(UserAssembly.Load(key.Assembly), key.Assembly, key.Method)))).Value;

    public object Parse(string text) => _parse(text);

    // A synchronous method's text is ready at once: there is no task to wait for.
    public string Call(string text) => _show(Invoke(text)).GetAwaiter().GetResult();

    public Task<string> CallAsync(string text) => _show(Invoke(text));

    private object? Invoke(string text)
        => _takesToken ? _invoker.Invoke(null, _parse(text), CancellationToken.None) : _invoker.Invoke(null, _parse(text));
}
