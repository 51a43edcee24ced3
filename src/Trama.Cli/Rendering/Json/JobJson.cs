using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trama.Cli.Commands;
using Trama.Cli.Resources;
using Trama.Jobs;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Cli.Rendering.Json;

/// <summary>A job's JSON lines: one an item, then the summary. Sentences in them are English whatever the user's language is.</summary>
internal sealed class JobJson<TInput, TResult>(string job, JsonTypeInfo<TResult> resultJson)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Errors _errors = new(
        Catalogue.Load(Language.English), new Notes(Catalogue.Load(Language.English), new HumanNumbers(Language.English)));
    private readonly EnvelopeParts _parts = new();

    /// <summary>The line of an item that ended.</summary>
    public byte[] Item(ItemEnd<TInput, TResult> end) => Line(end.Key, StatusOf(end.Status), end.Attempts, end.Item?.Output, writer =>
    {
        if (end.Status != ItemStatus.Failed) JsonSerializer.Serialize(writer, end.Result!, resultJson);
        else writer.WriteNullValue();
    }, end.Error);

    /// <summary>The line of an item that a dry run only listed: <c>planned</c>, <c>skipped</c>, or <c>failed</c> with the reason.</summary>
    public byte[] Planned(string key, string status, string? output, JobException? error)
        => Line(key, status, 0, output, static writer => writer.WriteNullValue(), error);

    /// <summary>The last line.</summary>
    public byte[] Summary(JobSummary summary, IReadOnlyDictionary<string, object> details)
        => [.. JsonSerializer.SerializeToUtf8Bytes(EnvelopeOf(summary, details), EnvelopeContext.Readable.JobEnvelope), (byte)'\n'];

    private JobEnvelope EnvelopeOf(JobSummary summary, IReadOnlyDictionary<string, object> details) => new(
        1, job, EnvelopeParts.Of(MachineInfo.Read()), summary.Model, summary.Workers, summary.Items, summary.Done, summary.Skipped, summary.Failed,
        summary.Left, EndingOf(summary.Ending), Of(summary.Reason), summary.TookSeconds, summary.RanSeconds, summary.WeightDone,
        [.. summary.Notices.Select(_parts.Of)], details);

    private byte[] Line(string key, string status, int attempts, string? output, Action<Utf8JsonWriter> writeResult, JobException? error)
    {
        using var buffer = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", 1);
            writer.WriteString("type", job + ".item");
            writer.WriteString("key", RawNames.Readable(key));
            // A name that is not UTF-8 can't be a JSON string; its bytes can.
            if (RawNames.IsText(key)) writer.WriteNull("key_base64");
            else writer.WriteBase64String("key_base64", RawNames.Encode(key));
            writer.WriteString("status", status);
            writer.WriteNumber("attempts", attempts);
            if (output is null) writer.WriteNull("output");
            else writer.WriteString("output", RawNames.Readable(output));
            writer.WritePropertyName("result");
            writeResult(writer);
            writer.WritePropertyName("error");
            if (Of(error) is { } why) JsonSerializer.Serialize(writer, why, EnvelopeContext.Readable.ErrorJson);
            else writer.WriteNullValue();
            writer.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private ErrorJson? Of(JobException? error)
        => error is null ? null : new(error.Id, _errors.From(error).Message, EnvelopeParts.DetailsOf(error.Details));

    private static string StatusOf(ItemStatus status) => status switch
    {
        ItemStatus.Done => "done",
        ItemStatus.Skipped => "skipped",
        _ => "failed",
    };

    private static string EndingOf(JobEnding ending) => ending switch
    {
        JobEnding.Complete => "complete",
        JobEnding.Stopped => "stopped",
        JobEnding.TooManyErrors => "too-many-errors",
        JobEnding.CannotWrite => "cannot-write",
        JobEnding.PoolGaveUp => "pool-gave-up",
        JobEnding.Impossible => "impossible",
        _ => "planned",
    };
}

/// <summary>The last of a job's JSON lines; docs/schema describes it for each job. Keys only ever get added, absent is null.</summary>
internal sealed record JobEnvelope(
    int V, string Type, MachineJson Machine, string Model, int Workers, int Items, int Done, int Skipped, int Failed, int Left, string Ending,
    ErrorJson? Reason, double TookS, double RanS, long WeightDone, IReadOnlyList<NoticeJson> Notices, IReadOnlyDictionary<string, object> Details);

/// <summary>An error with its stable id and the English sentence it stands for.</summary>
internal sealed record ErrorJson(string Id, string Text, IReadOnlyDictionary<string, object> Details);
