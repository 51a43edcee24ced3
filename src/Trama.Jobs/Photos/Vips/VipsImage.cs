using System.Runtime.InteropServices;

namespace Trama.Jobs.Photos.Vips;

/// <summary>An image of libvips: what will be computed when it is saved. It lives as long as its scope.</summary>
internal readonly unsafe struct VipsImage(VipsScope scope, nint pointer)
{
    // Of VipsInterpretation and VipsBandFormat, in libvips's image.h.
    private const int BlackAndWhite = 1;
    private const int Cmyk = 15;
    private const int Srgb = 22;
    private const int UChar = 0;

    public VipsScope Scope { get; } = scope;

    public nint Pointer { get; } = pointer;

    public int Width => VipsNative.Width(Pointer);

    public int Height => VipsNative.Height(Pointer);

    public int Bands => VipsNative.Bands(Pointer);

    public bool HasAlpha => VipsNative.HasAlpha(Pointer) != 0;

    public bool IsGray => VipsNative.Interpretation(Pointer) == BlackAndWhite;

    public bool IsCmyk => VipsNative.Interpretation(Pointer) == Cmyk;

    /// <summary>Whether it has eight bits, in grey or in sRGB's colours.</summary>
    public bool IsPlain => VipsNative.Format(Pointer) == UChar && VipsNative.Interpretation(Pointer) is BlackAndWhite or Srgb;

    /// <summary>As EXIF counts: 1 is upright, above 4 the sides are swapped.</summary>
    public int Orientation => VipsNative.Orientation(Pointer);

    /// <summary>Begins an operation on this image.</summary>
    public VipsOperation Call(string operation) => Call(operation, "in");

    /// <summary>The same, where the operation calls its image something else.</summary>
    public VipsOperation Call(string operation, string argument) => Scope.Operation(operation).With(argument, this);

    /// <summary>Computes it now, for operations that do not go from top to bottom.</summary>
    /// <exception cref="VipsException">Anything before failed, or the scope was cancelled.</exception>
    public VipsImage InMemory()
    {
        using var killing = Scope.Cancellation.UnsafeRegister(static killed => ((VipsImage)killed!).Kill(), this);
        return new(Scope, Scope.Own(VipsNative.CopyMemory(Pointer)));
    }

    /// <summary>An image of the same size and kind, of one colour.</summary>
    public VipsImage Filled(ReadOnlySpan<double> colour)
    {
        fixed (double* values = colour) return new(Scope, Scope.Own(VipsNative.NewFromImage(Pointer, values, colour.Length)));
    }

    public static VipsImage Matrix(VipsScope scope, int width, ReadOnlySpan<double> values)
    {
        fixed (double* first = values)
            return new(scope, scope.Own(VipsNative.NewMatrix(width, values.Length / width, first, values.Length)));
    }

    /// <summary>An image of pixels of three bytes, which are copied.</summary>
    public static VipsImage FromRgb(VipsScope scope, ReadOnlySpan<byte> pixels, int width, int height)
    {
        fixed (byte* first = pixels)
        {
            var raw = new VipsImage(scope, scope.Own(VipsNative.NewFromMemory(first, (nuint)pixels.Length, width, height, 3, UChar)));
            return raw.Call("copy").With("interpretation", "srgb").Image();
        }
    }

    /// <summary>Makes whatever computes this image give up, from any thread.</summary>
    public void Kill() => VipsNative.SetKill(Pointer, 1);

    /// <summary>The names of all that is known of it: EXIF, profiles, comments.</summary>
    public List<string> Fields()
    {
        var names = new List<string>();
        var fields = VipsNative.Fields(Pointer);
        for (var at = fields; *at != null; at++) names.Add(Marshal.PtrToStringUTF8((nint)(*at))!);
        VipsNative.FreeStrings(fields);
        return names;
    }

    /// <summary>A copy that shares pixels and not fields: fields may be changed in such a one only, before it is used.</summary>
    public VipsImage WithOwnFields() => Call("copy").Image();

    public void Remove(string field) => _ = VipsNative.RemoveField(Pointer, field);

    public void Set(string field, string value) => VipsNative.SetField(Pointer, field, value);

    public void Set(string field, int value) => VipsNative.SetField(Pointer, field, value);

    public void Set(string field, ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value) VipsNative.SetBlob(Pointer, field, first, (nuint)value.Length);
    }

    /// <summary>The bytes of a field, valid as long as the image; empty when there are none.</summary>
    public ReadOnlySpan<byte> Blob(string field)
        => VipsNative.TypeOf(Pointer, field) != 0 && VipsNative.GetBlob(Pointer, field, out var data, out var length) == 0
            ? new(data, (int)length)
            : default;

    /// <summary>Saves it with an operation that writes to a target, and gives what was written.</summary>
    /// <param name="saver">Such as <c>jpegsave_target</c>.</param>
    /// <param name="with">Adds its arguments.</param>
    /// <exception cref="VipsException">Anything before failed: this is where pixels are computed.</exception>
    public VipsBytes Save(string saver, Func<VipsOperation, VipsOperation> with)
    {
        var target = Scope.Own(VipsNative.NewTarget());
        with(Call(saver).WithObject("target", target)).Run();
        return VipsBytes.Of(target);
    }
}
