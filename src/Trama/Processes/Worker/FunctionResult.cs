using System.Diagnostics.CodeAnalysis;

namespace Trama.Processes.Worker;

/// <summary>What kind of result a function gives, and how its value is had from what the function returned.</summary>
internal abstract class FunctionResult
{
    /// <summary>The type of the value.</summary>
    public abstract Type Type { get; }

    /// <summary>Whether items leave before the end.</summary>
    public virtual bool IsStream => false;

    [RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
    [RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
    public static FunctionResult Of(Type returned)
    {
        if (returned == typeof(void))
            return new Value(typeof(Nothing));
        if (returned == typeof(Task))
            return new Awaited();
        Type? definition = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>))
            return (FunctionResult)Activator.CreateInstance(typeof(Awaited<>).MakeGenericType(returned.GetGenericArguments()))!;
        if (definition == typeof(IAsyncEnumerable<>))
            return (FunctionResult)Activator.CreateInstance(typeof(Streamed<>).MakeGenericType(returned.GetGenericArguments()))!;
        return new Value(returned);
    }

    public abstract object? Await(object? returned, FunctionSurface surface);

    /// <summary>The returned object itself; for a function without a result, nothing.</summary>
    private sealed class Value(Type type) : FunctionResult
    {
        public override Type Type => type;

        public override object? Await(object? returned, FunctionSurface surface) => type == typeof(Nothing) ? default(Nothing) : returned;
    }

    /// <summary>A task without a result.</summary>
    private sealed class Awaited : FunctionResult
    {
        public override Type Type => typeof(Nothing);

        public override object? Await(object? returned, FunctionSurface surface)
        {
            Task task = Shape.NotNull((Task?)returned);
            surface.Pump.RunUntilComplete(task);
            task.GetAwaiter().GetResult();
            return default(Nothing);
        }
    }

    /// <summary>A task with a result.</summary>
    private sealed class Awaited<T> : FunctionResult
    {
        public override Type Type => typeof(T);

        public override object? Await(object? returned, FunctionSurface surface)
        {
            Task<T> task = Shape.NotNull((Task<T>?)returned);
            surface.Pump.RunUntilComplete(task);
            return task.GetAwaiter().GetResult();
        }
    }

    /// <summary>A stream: its items leave one by one, never more ahead than the consumer allows; its value is nothing.</summary>
    private sealed class Streamed<T> : FunctionResult
    {
        public override Type Type => typeof(Nothing);

        public override bool IsStream => true;

        public override object? Await(object? returned, FunctionSurface surface)
        {
            Task sending = SendAsync(
                (IAsyncEnumerable<T>?)returned
                    ?? throw new InvalidOperationException("The function returned null where it should return a stream. (TRM0018)"),
                surface);
            surface.Pump.RunUntilComplete(sending);
            sending.GetAwaiter().GetResult();
            return default(Nothing);
        }

        private static async Task SendAsync(IAsyncEnumerable<T> items, FunctionSurface surface)
        {
            await foreach (T item in items.WithCancellation(surface.Call.Token).ConfigureAwait(true))
            {
                await surface.Call.TakeCreditAsync().ConfigureAwait(true);
                Send(item, surface);
            }
        }

        private static void Send(T item, FunctionSurface surface)
        {
            var writer = new PayloadWriter(surface.Codecs);
            writer.WriteInt64(surface.Call.Number);
            writer.WriteResult(item, typeof(T), "a stream");
            surface.Call.KeepItem(writer.TakeHeld());
            surface.Call.Send(FrameKind.Item, writer.Written.Span);
        }
    }
}
