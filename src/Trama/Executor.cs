using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Trama;

/// <summary>
/// Runs calls under one model: inline, on an event loop, on threads or in worker processes. The same call, the same contract;
/// swap the model by swapping the line that makes the executor.
/// </summary>
/// <remarks>
/// <para>This file is the way in. <c>Executor.Run.cs</c> has the shapes of a single call, <c>Executor.Stream.cs</c> and
/// <c>Executor.Map.cs</c> those of many, <c>Executor.Lifetime.cs</c> warm-up, shutdown and what an executor tells of itself.</para>
/// <para>All members are safe to use from any thread. What differs between models is in one table: <c>docs/guide/contract.md</c>.</para>
/// </remarks>
[DebuggerDisplay("{Name,nq} ({Model,nq}), {Root._counters.Outstanding} calls outstanding")]
public abstract partial class Executor : IAsyncDisposable
{
    private protected Executor(ExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        Name = options.Name ?? ExecutorNames.Next(Model);
        Events = new EventSink(Name, options.OnEvent, options.TimeProvider);
        _admission = Admission.For(options);
        ExecutorMeter.Add(this);
    }

    /// <summary>A view on an executor: same name, same settings, nothing of its own.</summary>
    private protected Executor(Executor root)
    {
        Options = root.Options;
        Name = root.Name;
        Events = root.Events;
    }

    /// <summary>An executor that runs each call at once on the caller's thread.</summary>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <returns>An executor; dispose of it when done.</returns>
    public static InlineExecutor Inline(InlineExecutorOptions? options = null) => new(options ?? new());

    /// <summary>An executor that interleaves calls on one event loop on a thread of its own.</summary>
    /// <param name="options">Settings, or null for the defaults: as many calls at once as are submitted.</param>
    /// <returns>An executor; dispose of it when done.</returns>
    public static AsyncExecutor Async(AsyncExecutorOptions? options = null) => new(options ?? new());

    /// <summary>An executor that runs calls on private threads, started as they are needed.</summary>
    /// <param name="workers">How many threads at the most. From 1 to 32,767.</param>
    /// <returns>An executor; dispose of it when done.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is out of range.</exception>
    public static ThreadExecutor Threads(int workers) => new(new() { Workers = workers });

    /// <summary>An executor that runs calls on private threads, started as they are needed.</summary>
    /// <param name="options">Settings, or null for the defaults: at most one thread per core.</param>
    /// <returns>An executor; dispose of it when done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    // Preferred, so that Threads(new() { … }) means these options: 'new()' alone could be an int too.
    [OverloadResolutionPriority(1)]
    public static ThreadExecutor Threads(ThreadExecutorOptions? options = null) => new(options ?? new());

    /// <summary>An executor that runs each call in a worker process.</summary>
    /// <param name="workers">How many worker processes at the most. From 1 up.</param>
    /// <returns>An executor; dispose of it when done.</returns>
    [RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
    [RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
    public static ProcessExecutor Processes(int workers) => Processes(new ProcessExecutorOptions { Workers = workers });

    /// <summary>An executor that runs each call in a worker process.</summary>
    /// <param name="options">Settings, or null for the defaults: one worker a core.</param>
    /// <returns>An executor; dispose of it when done.</returns>
    [RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
    [RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
    [OverloadResolutionPriority(1)]
    public static ProcessExecutor Processes(ProcessExecutorOptions? options = null) => new(options ?? new());

    /// <summary>The executor's name, as it appears in errors, events and <see cref="Snapshot"/>.</summary>
    public string Name { get; }

    /// <summary>The model: <c>inline</c>, <c>async</c>, <c>threads</c> or <c>processes</c>.</summary>
    public abstract string Model { get; }

    /// <summary>How many calls can be under way at once: the number of workers, or the loop's concurrency.</summary>
    public abstract int Workers { get; }

    /// <summary>The settings that every model shares.</summary>
    internal ExecutorOptions Options { get; }

    /// <summary>Where this executor's events go: the user's callback and the <c>Trama</c> event source.</summary>
    internal EventSink Events { get; }

    /// <summary>The pool behind this object: itself, except for the views that <see cref="With"/> makes.</summary>
    internal virtual Executor Root => this;

    /// <summary>What every call made through this object carries.</summary>
    internal virtual CallOptions CallOptions => CallOptions.Default;

    /// <summary>The scope that every call made through this object belongs to, or null.</summary>
    internal virtual TaskScope? Scope => null;

    /// <summary>A view on the same workers whose calls carry other options. Nothing is copied or started.</summary>
    /// <param name="options">The options of every call made through the view. They replace those of this object, they are not merged.</param>
    /// <returns>The view. Disposing of it does nothing; the executor that it was made from owns the workers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public Executor With(CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ExecutorView(Root, options, Scope);
    }

    /// <summary>
    /// Runs a call, and the calls chained behind it through <see cref="Call.Next"/>, on one worker. The one member that makes a model.
    /// The call is counted in and prepared; it must come to an end through one of its own methods, whatever happens.
    /// </summary>
    /// <param name="call">The first call of the chain.</param>
    private protected abstract void Submit(Call call);

    /// <summary>Gets a call ready on the caller's thread, before it is queued: a model that must encode arguments does it here.</summary>
    /// <param name="call">The call. An exception means misuse: it is thrown to the caller at once.</param>
    private protected virtual void Prepare(Call call)
    {
    }

    /// <summary>
    /// Does what is left of a call's preparation while the call is under way already, on the caller's thread before that goes on. What
    /// breaks it off must not leave the call waiting.
    /// </summary>
    /// <param name="prepared">What <see cref="Prepare"/> made of the call; null when the call had ended before it could be handed over.</param>
    private protected virtual void Complete(object? prepared)
    {
    }

    /// <summary>Whether a thread that blocks on a call's task can help it along; then <see cref="HelpAlong"/> is what it does.</summary>
    internal virtual bool TakesHelp => false;

    /// <summary>Has this thread, which waits for a call, do what it can to end the wait. It takes no longer than being woken would.</summary>
    /// <param name="call">The call, which may end at any time.</param>
    /// <param name="task">The call's task.</param>
    internal virtual void HelpAlong(Call call, Task task)
    {
    }

    /// <summary>Counts a call in, prepares and submits it. Misuse throws here; everything later ends in the call's task.</summary>
    internal Task<TResult> Start<TResult>(Call<TResult> call)
    {
        Executor root = Root;

        // A thread of the shared pool awaits, or should; any other may block.
        if (root.TakesHelp && !call.CallerToken.CanBeCanceled && !Thread.CurrentThread.IsThreadPoolThread)
            call.LetWaitersHelp();
        if (root.TryEnterPrepared(call))
        {
            // Taken before: it goes with the call's end, which may come at any time.
            object? prepared = call.Prepared;
            root.HandOver(call);
            root.Complete(prepared);
        }

        return call.Task;
    }

    /// <summary>Counts a call in and prepares it, to be submitted later. As <see cref="TryEnterPrepared"/>.</summary>
    internal bool TryEnterComplete(Call call)
    {
        if (!TryEnterPrepared(call))
            return false;
        Complete(call.Prepared);
        return true;
    }

    /// <summary>Counts a call in and prepares it. False when it has ended already. When it throws, the call has ended too.</summary>
    internal bool TryEnterPrepared(Call call)
    {
        if (!CallTelemetry.IsTraced)
            return EnterPrepared(call);
        Activity? outer = Activity.Current;
        try
        {
            // Current while the call is made, so that what its function traces comes below it, also from another process.
            call.Activity = CallTelemetry.Start(call, this);
            return EnterPrepared(call);
        }
        finally
        {
            Activity.Current = outer;
        }
    }

    private bool EnterPrepared(Call call)
    {
        if (!TryEnter(call))
            return false;
        try
        {
            Prepare(call);
            return true;
        }
        catch
        {
            // When its token or its queue timeout has ended the call meanwhile, its task tells that; the exception may only be of
            // arguments that were dropped with it.
            if (!call.Withdraw())
                return false;
            throw;
        }
    }

    internal void SubmitChain(Call head) => Root.HandOver(head);

    /// <summary>Submits a chain of calls to this pool.</summary>
    private void HandOver(Call head)
    {
        Submit(head);

        // A shutdown by force may have closed the pool since the call was counted in. It sets the phase first and sweeps the queue second;
        // this side queues first and looks second: one of the two sees the call, and none is lost.
        if (Volatile.Read(ref _phase) == Closed)
            CancelQueued();
    }
}
