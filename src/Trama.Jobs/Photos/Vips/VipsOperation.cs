using System.Globalization;

namespace Trama.Jobs.Photos.Vips;

/// <summary>One operation of libvips while its arguments are given. Ends with <see cref="Image"/> or <see cref="Run"/>, once.</summary>
internal readonly unsafe struct VipsOperation
{
    private readonly VipsScope _scope;
    private readonly nint _operation;

    public VipsOperation(VipsScope scope, string name)
    {
        _scope = scope;
        var operation = VipsNative.NewOperation(name);
        _operation = operation != 0 ? scope.Own(operation) : throw Misused();
    }

    public VipsOperation With(string name, VipsImage image) => WithObject(name, image.Pointer);

    public VipsOperation With(string name, VipsSource source) => WithObject(name, source.Pointer);

    public VipsOperation With(string name, double number) => With(name, number.ToString("R", CultureInfo.InvariantCulture));

    public VipsOperation With(string name, bool flag) => With(name, flag ? "true" : "false");

    public VipsOperation With(string name, ReadOnlySpan<double> numbers)
    {
        var texts = new string[numbers.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = numbers[i].ToString("R", CultureInfo.InvariantCulture);
        return With(name, string.Join(' ', texts));
    }

    /// <summary>A number, a word of an enumeration, a text, or numbers with spaces between them.</summary>
    public VipsOperation With(string name, string value)
    {
        if (VipsNative.SetArgument(_operation, name, value) != 0) throw Misused();
        return this;
    }

    // Not one more overload: a whole number would find it before the one for numbers.
    internal VipsOperation WithObject(string name, nint instance)
    {
        VipsNative.GValue value = default;
        VipsNative.InitValue(&value, VipsNative.ObjectType);
        VipsNative.SetObject(&value, instance);
        VipsNative.SetProperty(_operation, name, &value);
        VipsNative.UnsetValue(&value);
        return this;
    }

    /// <summary>Builds it, and gives its image.</summary>
    /// <exception cref="VipsException">It refuses its arguments, or a header.</exception>
    public VipsImage Image()
    {
        var built = Build();
        try
        {
            VipsNative.GValue value = default;
            VipsNative.InitValue(&value, VipsNative.ImageType());
            VipsNative.GetProperty(built, "out", &value);
            var image = VipsNative.DuplicateObject(&value);
            VipsNative.UnsetValue(&value);
            return new(_scope, _scope.Own(image));
        }
        finally
        {
            Release(built);
        }
    }

    /// <summary>Builds it for what it does: a saver writes its image, which is where everything is computed.</summary>
    /// <exception cref="VipsException">It failed, or something before it did.</exception>
    public void Run() => Release(Build());

    // What comes back is a reference of its own: to this operation, or to one of the cache's that is its equal. This one stays the scope's.
    private nint Build()
    {
        var built = VipsNative.Build(_operation);
        if (built != 0) return built;
        VipsNative.ReleaseOutputs(_operation);
        throw new VipsException(VipsException.Take());
    }

    // No photo's fault: this libvips knows no such operation, or no such argument.
    private static InvalidOperationException Misused() => new(VipsException.Take());

    private static void Release(nint built)
    {
        VipsNative.ReleaseOutputs(built);
        VipsNative.Release(built);
    }
}
