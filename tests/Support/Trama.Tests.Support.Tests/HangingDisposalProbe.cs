namespace Trama.Tests.Support.Tests;

/// <summary>A probe as in <see cref="Probes"/>: the test itself ends at once, its disposal never does.</summary>
public sealed class HangingDisposalProbe : IAsyncDisposable
{
    [Fact(Explicit = true), Deadline(1)]
    public void Ends_but_is_never_disposed()
    {
    }

    public async ValueTask DisposeAsync() => await new TaskCompletionSource().Task;
}
