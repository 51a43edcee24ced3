using Trama.Cli.Commands.Jobs;
using Trama.Cli.Rendering;
using Trama.Jobs.Engine;
using Trama.Jobs.Photos;
using Trama.Jobs.Photos.Samples;

namespace Trama.Cli.Commands.Photos;

/// <summary>Photos are files: standard output stays empty, and people get a sentence.</summary>
internal sealed class PhotosView(Session session) : JobView<PhotoInput, PhotoResult>
{
    private int _several;
    private long _bytes;

    public override void Show(ItemEnd<PhotoInput, PhotoResult> end, LineBuffer lines)
    {
        if (end.Status != ItemStatus.Done) return;
        _bytes += end.Result!.Bytes;
        if (end.Result.Frames > 1) _several++;
    }

    public override string Summarize(JobSummary summary)
    {
        var numbers = session.Numbers;
        var text = session.Texts.Format(
            "photos.summary", ("done", numbers.Count(summary.Done)), ("skipped", numbers.Count(summary.Skipped)),
            ("failed", numbers.Count(summary.Failed)), ("took", numbers.Duration(summary.TookSeconds)));
        if (summary.Done > 0)
            text += " " + session.Texts.Format("photos.speed", ("rate", numbers.Short(summary.Done / summary.RanSeconds)), ("size", numbers.Size(_bytes)));
        return _several == 0 ? text : $"{text} {session.Texts.Format("photos.frames", ("count", numbers.Count(_several)))}";
    }

    public override IReadOnlyDictionary<string, object> Details(JobSummary summary)
        => new Dictionary<string, object>
        {
            ["bytes_written"] = _bytes,
            ["several_frames"] = (long)_several,
            ["photos_per_s"] = summary.RanSeconds > 0 ? summary.Done / summary.RanSeconds : 0,
        };
}

/// <summary>Samples speak for themselves.</summary>
internal sealed class SamplesView : JobView<SampleInput, SampleResult>;
