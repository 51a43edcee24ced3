using Trama.Jobs.Doctor;

namespace Trama.Cli.Rendering;

/// <summary>The names of the doctor's statuses: values in JSON, and ends of keys in the catalogue.</summary>
internal static class DoctorWords
{
    public static string Of(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "ok",
        CheckStatus.Warning => "warning",
        CheckStatus.Failed => "failed",
        _ => "skipped",
    };
}
