using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;

namespace Trama.Jobs.Fetch;

/// <summary>The embedded server in a process of its own, so that its work is not counted as any model's.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _child;

    private ServerProcess(ChildProcess child, string address)
    {
        _child = child;
        Address = address;
    }

    public string Address { get; }

    public static async Task<ServerProcess> StartAsync(RoundProgram program, CancellationToken cancellationToken)
    {
        var child = ChildProcess.Start(program, HiddenCommands.Server);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(StartDeadline);
            var address = await child.ReadLineAsync(deadline.Token);
            return address is null ? throw JobErrors.ServerNotStarted(await child.ExplainAsync(deadline.Token)) : new(child, address);
        }
        catch (Exception cause)
        {
            await child.DisposeAsync();
            if (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw JobErrors.ServerNotStarted("no address in time");
            throw;
        }
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
