using System.Text.Json;
using Trama.Cli.Resources;
using Trama.Jobs.Doctor;

namespace Trama.Cli.Rendering.Json;

/// <summary>Turns the doctor's report into the envelope. Sentences in it are English whatever the user's language is.</summary>
internal static class DoctorJson
{
    /// <summary>One line of UTF-8 JSON, with the line's end.</summary>
    public static byte[] Write(DoctorReport report)
        => [.. JsonSerializer.SerializeToUtf8Bytes(EnvelopeOf(report), EnvelopeContext.Readable.DoctorEnvelope), (byte)'\n'];

    private static DoctorEnvelope EnvelopeOf(DoctorReport report)
    {
        var parts = new EnvelopeParts();
        return new(
            V: 1, Type: "doctor", Machine: EnvelopeParts.Of(report.Machine), report.Fine, report.TookSeconds,
            [.. report.Checks.Select(check => new CheckJson(check.Name, DoctorWords.Of(check.Status), check.TookSeconds, parts.Of(check.Finding)))]);
    }
}

/// <summary>What --json carries for `doctor`; docs/schema/doctor.schema.json describes it.</summary>
internal sealed record DoctorEnvelope(int V, string Type, MachineJson Machine, bool Fine, double TookS, IReadOnlyList<CheckJson> Checks);

internal sealed record CheckJson(string Name, string Status, double TookS, NoticeJson Finding);
