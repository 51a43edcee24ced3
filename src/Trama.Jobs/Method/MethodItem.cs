namespace Trama.Jobs.Method;

/// <summary>One call of the user's method. It names the method by text, so that a worker process can find it for itself.</summary>
/// <param name="Assembly">The full path of the assembly.</param>
/// <param name="Method">Namespace.Type.Method.</param>
/// <param name="Text">The input's line.</param>
internal readonly record struct MethodItem(string Assembly, string Method, string Text);
