namespace Trama.Soak.Kills;

/// <summary>The ways in which a worker comes to its end here.</summary>
internal enum Blow
{
    /// <summary>SIGKILL from outside, at any moment.</summary>
    Kill,

    /// <summary>SIGTERM from outside.</summary>
    Terminate,

    /// <summary>SIGSTOP from outside: it hangs, and the heartbeat has to find it.</summary>
    Stop,

    /// <summary>Its function calls exit(0).</summary>
    Exit,

    /// <summary>Its function fails fast.</summary>
    FailFast,

    /// <summary>Its function writes to address zero in native code.</summary>
    Segfault,

    /// <summary>Its function takes more memory than the hard limit.</summary>
    Hog,

    /// <summary>Its function kills it just when it answers with a large value: before that is read, while it is, or after.</summary>
    Parting,

    /// <summary>Its function is deaf, and runs into its timeout.</summary>
    Timeout,

    /// <summary>Its function is deaf, and is cancelled.</summary>
    Cancel,
}
