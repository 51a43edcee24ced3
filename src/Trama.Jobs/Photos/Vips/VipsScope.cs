using Microsoft.Win32.SafeHandles;

namespace Trama.Jobs.Photos.Vips;

/// <summary>
/// Owns every libvips object that is made within it: nothing is computed until an image is saved, so all have to live until then, and none
/// longer. For one thread.
/// </summary>
internal sealed class VipsScope : IDisposable
{
    private readonly Stack<nint> _objects = new();

    /// <param name="cancellation">Ends what is computed before saving as well (<see cref="VipsImage.InMemory"/>).</param>
    public VipsScope(CancellationToken cancellation = default)
    {
        VipsLibrary.Need();
        // What an earlier photo got past with (--fail-on none) would be told as this one's failure.
        VipsNative.ClearErrors();
        Cancellation = cancellation;
    }

    public CancellationToken Cancellation { get; }

    /// <summary>Begins an operation of libvips, by its name in <c>vips list</c>.</summary>
    public VipsOperation Operation(string name) => new(this, name);

    /// <summary>Reads from a file that is open, from its start; the handle may be closed before this scope is.</summary>
    public VipsSource Source(SafeFileHandle file) => new(Own(VipsNative.NewSource((int)file.DangerousGetHandle())));

    /// <summary>Takes over an object that libvips has just handed out.</summary>
    /// <exception cref="VipsException">There is none.</exception>
    public nint Own(nint instance)
    {
        if (instance == 0) throw new VipsException(VipsException.Take());
        _objects.Push(instance);
        return instance;
    }

    public void Dispose()
    {
        while (_objects.TryPop(out var instance)) VipsNative.Release(instance);
    }
}
