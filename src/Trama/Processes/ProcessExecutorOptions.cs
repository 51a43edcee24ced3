namespace Trama;

/// <summary>The settings of a <see cref="ProcessExecutor"/>.</summary>
public sealed partial record ProcessExecutorOptions : ExecutorOptions
{
    /// <summary>How many worker processes at the most; each is started when it is first needed. From 1 up; default one a core.</summary>
    public int Workers { get; init; } = System.Environment.ProcessorCount;

    /// <summary>
    /// How long a function whose call was cancelled or timed out may take to heed its token before its process is killed. Zero or more;
    /// default 1 second.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a worker process may take to start and to run <see cref="Initializer"/>. More than zero; default 30 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs once in each worker process before its first call: a static method, or a lambda that captures nothing. When it throws, the pool
    /// is broken with its error. Default: none.
    /// </summary>
    public Action? Initializer { get; init; }

    /// <summary>
    /// How many calls a worker process serves before a fresh one takes its place. From 1 up; default null: no limit.
    /// </summary>
    public int? MaxCallsPerWorker { get; init; }

    /// <summary>
    /// What becomes of the lines that workers write to standard output and error; in either case each is an
    /// <see cref="ExecutorEvent.WorkerOutput"/> too. Default: <see cref="WorkerOutputMode.Forward"/>.
    /// </summary>
    public WorkerOutputMode Output { get; init; } = WorkerOutputMode.Forward;

    /// <summary>Environment variables of the workers, on top of this process's own; null as a value takes one away. Default: none.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>
    /// How many levels of pools may stand on each other: a function in a worker may make a process executor of its own while its level is
    /// below this. From 1 up; default 2.
    /// </summary>
    public int MaxNesting { get; init; } = 2;

    /// <summary>Carries values of types that the built-in codecs can't, or could only slowly. Default: none.</summary>
    public IPayloadCodec? PayloadCodec { get; init; }

    /// <summary>Rebuilds exceptions that the built-in table can't. Default: none.</summary>
    public IExceptionCodec? ExceptionCodec { get; init; }

    /// <summary>
    /// Runs calls in this process, on the caller's thread, with arguments and results still encoded and decoded: for stepping through a
    /// function in a debugger. Default: whether the environment variable <c>TRAMA_INLINE</c> is <c>1</c>.
    /// </summary>
    public bool Inline { get; init; } = System.Environment.GetEnvironmentVariable("TRAMA_INLINE") == "1";

    /// <summary>Whether calls go over the socket also where memory could be shared: the portable way, as it is elsewhere.</summary>
    internal bool UseSocket { get; init; }

    /// <summary>What is started as a worker. Null: this program.</summary>
    internal WorkerCommand? Command { get; init; }

    internal override void Validate()
    {
        base.Validate();
        if (Workers < 1)
            throw OptionErrors.OutOfRange(nameof(Workers), Workers, "at least 1", "TRM0150");
        if (Grace < TimeSpan.Zero)
            throw OptionErrors.OutOfRange(nameof(Grace), Grace, "zero or more", "TRM0151");
        if (StartTimeout <= TimeSpan.Zero)
            throw OptionErrors.OutOfRange(nameof(StartTimeout), StartTimeout, "more than zero", "TRM0152");
        if (MaxCallsPerWorker is < 1)
            throw OptionErrors.OutOfRange(nameof(MaxCallsPerWorker), MaxCallsPerWorker, "at least 1, or null for no limit", "TRM0153");
        if (MaxNesting < 1)
            throw OptionErrors.OutOfRange(nameof(MaxNesting), MaxNesting, "at least 1", "TRM0154");
        if (!Enum.IsDefined(Output))
            throw OptionErrors.OutOfRange(nameof(Output), Output, "Forward or EventsOnly", "TRM0155");
        ValidateLife();
        RequireConstructor(PayloadCodec, nameof(PayloadCodec));
        RequireConstructor(ExceptionCodec, nameof(ExceptionCodec));
    }

    // A worker makes its own instance: better to say now that it can't than when the first worker fails to start.
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "ProcessExecutor is marked.")]
    private static void RequireConstructor(object? codec, string option)
    {
        if (codec is not null && codec.GetType().GetConstructor(Type.EmptyTypes) is null)
            throw new ArgumentException(
                $"{option} is a {codec.GetType()}, which has no public constructor without parameters; a worker process could not make one. "
                + "Add one. (TRM0156)", option);
    }
}
