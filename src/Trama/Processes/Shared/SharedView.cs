using Trama.Processes.Shared;

namespace Trama;

/// <summary>The elements of a <see cref="SharedArray{T}"/> while it is open. Open it with <c>using</c>; keep no span beyond it.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly ref struct SharedView<T>
    where T : unmanaged
{
    private readonly Span<T> _span;
    private readonly SharedMemoryPin _pin;

    internal SharedView(Span<T> span, SharedMemoryPin pin)
    {
        _span = span;
        _pin = pin;
    }

    /// <summary>The elements.</summary>
    /// <exception cref="ObjectDisposedException">The view was closed.</exception>
    public Span<T> Span => _pin is { IsReleased: false } ? _span : throw SharedArrayErrors.ViewClosed();

    /// <summary>Closes the view: its spans must not be used any more. A second time does nothing.</summary>
    public void Dispose() => _pin?.Dispose();
}

/// <summary>
/// The elements of a <see cref="ReadOnlySharedArray{T}"/> while it is open. Open it with <c>using</c>; keep no span beyond it.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly ref struct ReadOnlySharedView<T>
    where T : unmanaged
{
    private readonly ReadOnlySpan<T> _span;
    private readonly SharedMemoryPin _pin;

    internal ReadOnlySharedView(ReadOnlySpan<T> span, SharedMemoryPin pin)
    {
        _span = span;
        _pin = pin;
    }

    /// <summary>The elements.</summary>
    /// <exception cref="ObjectDisposedException">The view was closed.</exception>
    public ReadOnlySpan<T> Span => _pin is { IsReleased: false } ? _span : throw SharedArrayErrors.ViewClosed();

    /// <summary>Closes the view: its spans must not be used any more. A second time does nothing.</summary>
    public void Dispose() => _pin?.Dispose();
}
