using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Trama.Processes.Worker;

/// <summary>A function found in the worker, in the form in which it is called. Made once a function; see <see cref="FunctionMaking"/>.</summary>
internal abstract class WorkerFunction(string name, Callee callee)
{
    /// <summary>The function's name for people.</summary>
    public string Name => name;

    protected Callee Callee => callee;

    /// <summary>Whether it yields items, which leave before the end.</summary>
    public virtual bool IsStream => false;

    /// <summary>Compiles the function, what calls it, and what carries its arguments and its result, and runs none of it.</summary>
    [RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
    [RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
    public void Prepare(CodecSet codecs)
    {
        Compile(callee.Method);
        Compile(GetType().GetMethod(nameof(Run))!);
        Compile(GetType().GetMethod("RunToEnd", BindingFlags.Instance | BindingFlags.NonPublic)!);

        // How the function is called: see IShape.
        Type shape = GetType().GetGenericArguments()[0];
        foreach (MethodInfo step in shape.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            Compile(step);

        foreach (Type carried in callee.Carried)
            codecs.For(carried).Rehearse(codecs);
    }

    /// <summary>Whether a call of it runs code of the user's beside the function.</summary>
    [RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
    [RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
    public bool CarriesByForeignCode(CodecSet codecs) => Array.Exists(callee.Carried, carried => codecs.For(carried).RunsForeignCode);

    /// <summary>Writes arguments for a rehearsal.</summary>
    public abstract void WriteEmptyArguments(PayloadWriter writer);

    /// <summary>Reads the arguments, runs the function to its end on this thread, and writes its result.</summary>
    public abstract void Run(ref PayloadReader arguments, in FunctionSurface surface, CallAnswer answer);

    private static void Compile(MethodInfo method) => RuntimeHelpers.PrepareMethod(
        method.MethodHandle,
        Array.ConvertAll(
            [.. method.DeclaringType!.GetGenericArguments(), .. method.GetGenericArguments()], static argument => argument.TypeHandle));
}

/// <summary>Knows the types of argument and result, so that nothing is boxed on the way.</summary>
internal abstract class WorkerFunction<TArgument, TResult>(string name, Callee callee) : WorkerFunction(name, callee)
{
    public sealed override void WriteEmptyArguments(PayloadWriter writer) => writer.Codecs.For<TArgument>().Write(writer, default);

    public sealed override void Run(ref PayloadReader arguments, in FunctionSurface surface, CallAnswer answer)
    {
        TArgument argument = arguments.ReadArguments<TArgument>(Name);
        Environment.ProcessCpuUsage before = surface.Measure ? Environment.CpuUsage : default;
        TResult result;
        using (Activity? activity = surface.Surroundings.StartActivity(Name))
            result = RunToEnd(argument, surface);

        // The whole process's time: it runs one call at a time, and what the function's own threads use is the function's.
        if (surface.Measure)
            answer.CpuTime = Environment.CpuUsage.TotalTime - before.TotalTime;
        answer.Begin().WriteResult(result, Name);
    }

    /// <summary>Runs the function; in a rehearsal, gets ready for that, and gives an empty result.</summary>
    protected abstract TResult RunToEnd(TArgument argument, in FunctionSurface surface);
}
