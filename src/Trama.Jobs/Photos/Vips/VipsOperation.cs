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
        _operation = operation != 0 ? scope.Own(operation) : throw Misused(name);
    }

    public VipsOperation With(string name, VipsImage image) => WithObject(name, image.Pointer);

    public VipsOperation With(string name, VipsSource source) => WithObject(name, source.Pointer);

    // Numbers go as numbers: as a text libvips takes one for wrong where something before it has left an error number behind.
    public VipsOperation With(string name, double number)
    {
        VipsNative.GValue value = default;
        VipsNative.InitValue(&value, VipsNative.DoubleType);
        VipsNative.SetDouble(&value, number);
        return Set(name, &value);
    }

    public VipsOperation With(string name, ReadOnlySpan<double> numbers)
    {
        nint array;
        fixed (double* first = numbers) array = VipsNative.NewArray(first, numbers.Length);
        VipsNative.GValue value = default;
        VipsNative.InitValue(&value, VipsNative.ArrayType());
        VipsNative.SetBoxed(&value, array);
        VipsNative.ReleaseArea(array);
        return Set(name, &value);
    }

    public VipsOperation With(string name, bool flag) => With(name, flag ? "true" : "false");

    /// <summary>A word of an enumeration, or a text.</summary>
    public VipsOperation With(string name, string value)
    {
        if (VipsNative.SetArgument(_operation, name, value) != 0) throw Misused($"{name} = {value}");
        return this;
    }

    // Not one more overload: a whole number would find it before the one for numbers.
    internal VipsOperation WithObject(string name, nint instance)
    {
        VipsNative.GValue value = default;
        VipsNative.InitValue(&value, VipsNative.ObjectType);
        VipsNative.SetObject(&value, instance);
        return Set(name, &value);
    }

    private VipsOperation Set(string name, VipsNative.GValue* value)
    {
        VipsNative.SetProperty(_operation, name, value);
        VipsNative.UnsetValue(value);
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
    private static InvalidOperationException Misused(string what) => new($"{what}: {VipsException.Take()}");

    private static void Release(nint built)
    {
        VipsNative.ReleaseOutputs(built);
        VipsNative.Release(built);
    }
}
