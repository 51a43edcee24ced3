namespace Trama.Jobs.Photos.Vips;

/// <summary>Bytes in memory of libvips's, until it is disposed.</summary>
internal sealed unsafe class VipsBytes : IDisposable
{
    private nint _blob;

    private VipsBytes(nint blob) => _blob = blob;

    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_blob == 0, this);
            var first = VipsNative.BlobBytes(_blob, out var length);
            return new(first, checked((int)length));
        }
    }

    /// <summary>What was written to a target in memory, once its saver is done with it.</summary>
    public static VipsBytes Of(nint target)
    {
        VipsNative.GValue value = default;
        VipsNative.InitValue(&value, VipsNative.BlobType());
        VipsNative.GetProperty(target, "blob", &value);
        var blob = VipsNative.DuplicateBoxed(&value);
        VipsNative.UnsetValue(&value);
        return new(blob);
    }

    public void Dispose()
    {
        if (_blob == 0) return;
        VipsNative.ReleaseArea(_blob);
        _blob = 0;
    }
}
