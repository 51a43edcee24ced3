namespace Trama.Jobs.Engine;

/// <summary>How to run a job: the options that all jobs share.</summary>
internal sealed record JobOptions
{
    /// <summary>The most times that an item can be tried again.</summary>
    public const int MaxRetries = 100;

    /// <summary>The most workers that can be asked for.</summary>
    public const int MaxWorkers = 512;

    /// <summary>inline, async, threads or processes; null: the job's own default.</summary>
    public string? Model { get; init; }

    /// <summary>Threads or processes, or calls at once under async; 1 to <see cref="MaxWorkers"/>. Null: the job's own default.</summary>
    public int? Workers { get; init; }

    /// <summary>How often an item that may pass is tried again; 0 to <see cref="MaxRetries"/>, default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>How long one item may take, each time; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many items may fail before no more are begun; from 1 up. Null: any number.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>Do only what failed in the run before.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Forget what earlier runs did.</summary>
    public bool Fresh { get; init; }

    /// <summary>Replace files that no run with this journal has made, or that were made from something else; default: such an item is refused (TRM0729,
    /// TRM0777).</summary>
    public bool Overwrite { get; init; }

    /// <summary>How long what runs may take to finish once the run was asked to stop; default 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the journal is, and whether it outlives a run that did everything.</summary>
    public JournalPlace? Journal { get; init; }
}
