namespace Trama.Jobs.Doctor;

/// <summary>What a check found.</summary>
internal enum CheckStatus
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>It works, but something will cost speed or fail under load.</summary>
    Warning,

    /// <summary>Something that worker processes need is missing or broken.</summary>
    Failed,

    /// <summary>The system does not tell, or an earlier check failed, so there was nothing to look at.</summary>
    Skipped,
}
