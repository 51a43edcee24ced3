namespace Trama.Jobs.Doctor;

/// <summary>What the doctor found, check by check, in their order.</summary>
internal sealed record DoctorReport(MachineInfo Machine, double TookSeconds, IReadOnlyList<CheckReport> Checks)
{
    /// <summary>Whether worker processes work here; warnings don't count against that.</summary>
    public bool Fine => Checks.All(check => check.Status != CheckStatus.Failed);
}

/// <summary>One check's result.</summary>
internal sealed record CheckReport(string Name, CheckStatus Status, Notice Finding, double TookSeconds);
