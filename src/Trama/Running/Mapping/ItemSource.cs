namespace Trama.Running.Mapping;

/// <summary>Lets a map pull from a synchronous source as from an asynchronous one; each item is there at once.</summary>
internal static class ItemSource
{
    public static IAsyncEnumerable<T> From<T>(IEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Sequence<T>(source);
    }

    private sealed class Sequence<T>(IEnumerable<T> source) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Cursor<T>(source.GetEnumerator());
    }

    private sealed class Cursor<T>(IEnumerator<T> items) : IAsyncEnumerator<T>
    {
        public T Current => items.Current;

        public ValueTask<bool> MoveNextAsync() => new(items.MoveNext());

        public ValueTask DisposeAsync()
        {
            items.Dispose();
            return default;
        }
    }
}
