namespace Trama.Soak.Load;

/// <summary>Lets so many in at a time; whoever closes it waits until all are out, and nobody gets in meanwhile.</summary>
internal sealed class Turnstile(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places, places);

    public void Dispose() => _free.Dispose();

    /// <summary>False when it is too late.</summary>
    public async Task<bool> TryEnterAsync(CancellationToken end)
    {
        try
        {
            await _free.WaitAsync(end);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Leave() => _free.Release();

    /// <summary>Waits until all are out. False when they were not out in time; then it is open again.</summary>
    public async Task<bool> TryCloseAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        for (int taken = 0; taken < places; taken++)
        {
            if (await TryEnterAsync(deadline.Token))
                continue;
            if (taken > 0)
                _free.Release(taken);
            return false;
        }

        return true;
    }

    public void Open() => _free.Release(places);
}
