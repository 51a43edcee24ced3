using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Trama.Processes.Functions;
using Trama.Processes.Reports;

namespace Trama.Processes.Worker;

/// <summary>Makes of a method the form in which it is called: reflection once a function, none in its calls.</summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal static class FunctionMaking
{
    // By the number of arguments; in each row first those without a result and then those with one: plain, with a token, asynchronous, both.
    private static readonly Type[][] Shapes =
    [
        [
            typeof(Shape.Of0.Action), typeof(Shape.Of0.ActionToken), typeof(Shape.Of0.Async), typeof(Shape.Of0.AsyncToken),
            typeof(Shape.Of0<>.Func), typeof(Shape.Of0<>.FuncToken), typeof(Shape.Of0<>.Async), typeof(Shape.Of0<>.AsyncToken),
        ],
        [
            typeof(Shape.Of1<>.Action), typeof(Shape.Of1<>.ActionToken), typeof(Shape.Of1<>.Async), typeof(Shape.Of1<>.AsyncToken),
            typeof(Shape.Of1<,>.Func), typeof(Shape.Of1<,>.FuncToken), typeof(Shape.Of1<,>.Async), typeof(Shape.Of1<,>.AsyncToken),
        ],
        [
            typeof(Shape.Of2<,>.Action), typeof(Shape.Of2<,>.ActionToken), typeof(Shape.Of2<,>.Async), typeof(Shape.Of2<,>.AsyncToken),
            typeof(Shape.Of2<,,>.Func), typeof(Shape.Of2<,,>.FuncToken), typeof(Shape.Of2<,,>.Async), typeof(Shape.Of2<,,>.AsyncToken),
        ],
    ];

    /// <summary>The function as it is called, of the method and of the type of the delegate that the caller had of it.</summary>
    public static WorkerFunction Of(MethodInfo method, Type delegateType, string name)
    {
        delegateType = WithInterfaces(method, delegateType);
        MethodInfo signature = delegateType.GetMethod("Invoke")!;
        Type[] parameters = [.. signature.GetParameters().Select(static parameter => parameter.ParameterType)];
        bool takesToken = parameters is [.., { } last] && last == typeof(CancellationToken);
        if (takesToken)
            parameters = parameters[..^1];
        Delegate function = method.CreateDelegate(delegateType, FunctionResolver.TargetOf(method));
        Type result = ResultOf(signature.ReturnType, out bool isAsync, out bool isStream);
        Type shape = ShapeOf(parameters, result, isAsync, takesToken);
        Type argument = ArgumentOf(parameters);
        Type carried = isStream ? result.GetGenericArguments()[0] : result;
        Type form = (isStream ? typeof(StreamFunction<,,>) : typeof(ValueFunction<,,>)).MakeGenericType(shape, argument, carried);
        return (WorkerFunction)Activator.CreateInstance(form, name, new Callee(function, takesToken, method, [.. parameters, carried]))!;
    }

    // A class that takes reports stands for the interface that the method itself declares; see CodecSet.ForArgument.
    private static Type WithInterfaces(MethodInfo method, Type delegateType)
    {
        ParameterInfo[] passed = delegateType.GetMethod("Invoke")!.GetParameters();
        if (Array.TrueForAll(passed, static parameter => ProgressTypes.ReportedTo(parameter.ParameterType) is null))
            return delegateType;

        // Func and Action name their parameters' types first, and in order.
        ParameterInfo[] declared = method.GetParameters();
        Type[] types = delegateType.GetGenericArguments();
        for (int i = 0; i < passed.Length; i++)
        {
            if (ProgressTypes.ReportedTo(types[i]) is not null)
                types[i] = declared[i].ParameterType;
        }

        return delegateType.GetGenericTypeDefinition().MakeGenericType(types);
    }

    private static Type ResultOf(Type returned, out bool isAsync, out bool isStream)
    {
        Type? definition = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        isStream = definition == typeof(IAsyncEnumerable<>);
        isAsync = returned == typeof(Task) || definition == typeof(Task<>);
        if (returned == typeof(void) || returned == typeof(Task))
            return typeof(Nothing);
        return isAsync ? returned.GetGenericArguments()[0] : returned;
    }

    private static Type ShapeOf(Type[] parameters, Type result, bool isAsync, bool takesToken)
    {
        bool hasResult = result != typeof(Nothing);
        Type shape = Shapes[parameters.Length][(hasResult ? 4 : 0) + (isAsync ? 2 : 0) + (takesToken ? 1 : 0)];
        return shape.IsGenericTypeDefinition ? shape.MakeGenericType(hasResult ? [.. parameters, result] : parameters) : shape;
    }

    private static Type ArgumentOf(Type[] parameters) => parameters.Length switch
    {
        0 => typeof(Nothing),
        1 => parameters[0],
        _ => typeof(Pair<,>).MakeGenericType(parameters),
    };
}
