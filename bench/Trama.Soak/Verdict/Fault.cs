namespace Trama.Soak.Verdict;

/// <summary>What a soak must not see. Each is counted, and any one makes it fail.</summary>
internal enum Fault
{
    /// <summary>A call, a map, a stream or a shutdown that did not end within the patience.</summary>
    Lost,

    /// <summary>A function that began more often than it may, or a result that came twice.</summary>
    Duplicate,

    /// <summary>A call that was failed by a death while another was in its function there, or a second one for the same death.</summary>
    WrongBlame,

    /// <summary>A call that was failed because the executor killed a worker for somebody else's sake.</summary>
    Bystander,

    /// <summary>A result that is not the call's own, or that came without the function having ended.</summary>
    WrongResult,

    /// <summary>A death told otherwise than it was: another signal, another exit code, another function, another number of attempts.</summary>
    WrongReason,

    /// <summary>A worker that died although nobody did anything to it.</summary>
    Unexplained,

    /// <summary>A call that ended in an exception which it had no reason to.</summary>
    Unexpected,

    /// <summary>A function that began after its call had ended.</summary>
    Late,

    /// <summary>A process, a zombie, a descriptor, a mapping, a thread or a file that was there when all was over.</summary>
    LeftBehind,

    /// <summary>Memory that grew with the kills.</summary>
    Memory,

    /// <summary>A worker that outlived its killed parent for more than two seconds.</summary>
    Orphan,
}
