using System.Globalization;
using Trama.Jobs.Photos.Headers;

namespace Trama.Jobs.Photos;

/// <summary>What is to become of every photo. It crosses to worker processes.</summary>
internal sealed record PhotoRecipe
{
    /// <summary>The quality when none is named: for JPEG and WebP.</summary>
    public const int DefaultQuality = 85;

    /// <summary>What the decoder may not pass over, from nothing to everything.</summary>
    public static IReadOnlyList<string> Strictness { get; } = ["none", "truncated", "error", "warning"];

    /// <summary>What may stay of what a photo says of itself.</summary>
    public static IReadOnlyList<string> MetadataPolicies { get; } = ["keep", "strip", "no-gps"];

    /// <summary>The filters in their order, each as <see cref="Filters.FilterTable.Parse"/> reads it.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>One of <see cref="PhotoFormats.Names"/>; null: the photo's own, where it is one of them, else png.</summary>
    public string? Format { get; init; }

    /// <summary>1 to 100; how close a JPEG or a WebP stays to what it was made from.</summary>
    public int Quality { get; init; } = DefaultQuality;

    /// <summary>One of <see cref="MetadataPolicies"/>.</summary>
    public string Metadata { get; init; } = "keep";

    /// <summary>One of <see cref="Strictness"/>.</summary>
    public string FailOn { get; init; } = "warning";

    public PhotoLimits Limits { get; init; } = PhotoLimits.Default;

    /// <summary>All of it that decides the bytes of an output, as text: each filter behind its length, as a watermark may be any text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{string.Concat(Filters.Select(step => $"{step.Length}:{step}"))};{Format};{Quality};{Metadata};{FailOn}");
}
