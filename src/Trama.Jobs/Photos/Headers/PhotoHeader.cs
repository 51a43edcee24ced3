using System.Text.Json.Serialization;

namespace Trama.Jobs.Photos.Headers;

/// <summary>The kinds of photos that are read.</summary>
internal enum PhotoFormat
{
    Jpeg,
    Png,
    Webp,
    Tiff,
    Gif,
}

/// <summary>What a photo's header says.</summary>
/// <param name="Format">Its kind.</param>
/// <param name="Width">Pixels, of the largest frame.</param>
/// <param name="Height">Pixels, of the largest frame.</param>
/// <param name="Frames">How many pictures it holds: 1, unless it is an animation or has pages.</param>
internal readonly record struct PhotoHeader(PhotoFormat Format, int Width, int Height, int Frames);

/// <summary>What a header may say at the most.</summary>
/// <param name="MaxMegapixels">Million pixels of a frame; from 1 up.</param>
/// <param name="MaxFrames">From 1 up.</param>
internal sealed record PhotoLimits(int MaxMegapixels, int MaxFrames)
{
    [JsonIgnore]
    public long MaxPixels => MaxMegapixels * 1_000_000L;

    /// <summary>More than any camera's, and a second's decoding; more frames than a photo has a use for.</summary>
    public static PhotoLimits Default { get; } = new(200, 100);
}
