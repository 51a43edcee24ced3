namespace Trama.Jobs.Photos.Vips;

/// <summary>Where a photo's bytes come from.</summary>
internal readonly record struct VipsSource(nint Pointer)
{
    private const int FromHere = 1;

    /// <summary>How far it has been read: a decoder that fails has read up to some KB beyond what it fails at. Negative when that is not known.</summary>
    public long Position
    {
        get
        {
            var position = VipsNative.Seek(Pointer, 0, FromHere);
            // What it says of that would be taken for the next photo's.
            if (position < 0) _ = VipsException.Take();
            return position;
        }
    }
}
