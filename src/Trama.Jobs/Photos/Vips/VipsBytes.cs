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
    /// <exception cref="VipsException">It is more than .NET can look at in one piece.</exception>
    public static VipsBytes Of(nint target)
    {
        VipsNative.GValue value = default;
        VipsNative.InitValue(&value, VipsNative.BlobType());
        VipsNative.GetProperty(target, "blob", &value);
        var blob = VipsNative.DuplicateBoxed(&value);
        VipsNative.UnsetValue(&value);
        var bytes = new VipsBytes(blob);
        _ = VipsNative.BlobBytes(blob, out var length);
        if (length <= int.MaxValue) return bytes;
        bytes.Dispose();
        throw new VipsException("what would be written is larger than 2 GiB");
    }

    public void Dispose()
    {
        if (_blob == 0) return;
        VipsNative.ReleaseArea(_blob);
        _blob = 0;
    }
}
