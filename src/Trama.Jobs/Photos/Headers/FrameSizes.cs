namespace Trama.Jobs.Photos.Headers;

/// <summary>Takes down the frames of a photo as its header names them, and holds each against the limits at once.</summary>
internal sealed class FrameSizes(string path, PhotoLimits limits)
{
    private int _width;
    private int _height;
    private int _frames;

    /// <summary>One more picture.</summary>
    /// <exception cref="JobException">TRM0792: there are too many.</exception>
    public void AddFrame() => Frames(_frames + 1L);

    /// <summary>There are so many pictures.</summary>
    /// <exception cref="JobException">TRM0792: those are too many.</exception>
    public void Frames(long count)
    {
        if (count > limits.MaxFrames) throw JobErrors.TooManyFrames(path, limits.MaxFrames);
        _frames = (int)count;
    }

    /// <summary>A picture, or the canvas for all of them, has this size; neither side is 0.</summary>
    /// <exception cref="JobException">TRM0791: that is too large.</exception>
    public void Size(long width, long height)
    {
        // A header may name sides whose product no 64 bits hold.
        if (width > int.MaxValue || height > int.MaxValue || width > limits.MaxPixels / height)
            throw JobErrors.TooManyPixels(path, width, height, limits.MaxMegapixels);
        if (width * height > (long)_width * _height) (_width, _height) = ((int)width, (int)height);
    }

    public PhotoHeader Header(PhotoFormat format) => new(format, _width, _height, Math.Max(1, _frames));
}
