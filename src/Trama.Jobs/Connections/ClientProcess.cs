using System.Globalization;
using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;

namespace Trama.Jobs.Connections;

/// <summary>The client in a process of its own: the same one, warm, for every model and round, and none of its work is counted as theirs.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _child;

    private ClientProcess(ChildProcess child, int controlPort)
    {
        _child = child;
        ControlPort = controlPort;
    }

    public int ControlPort { get; }

    public static async Task<ClientProcess> StartAsync(RoundProgram program, CancellationToken cancellationToken)
    {
        var child = ChildProcess.Start(program, HiddenCommands.Client);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(StartDeadline);
            var port = await child.ReadLineAsync(deadline.Token) ?? throw JobErrors.ClientNotStarted(await child.ExplainAsync(deadline.Token));
            return new(child, int.Parse(port, CultureInfo.InvariantCulture));
        }
        catch (Exception cause)
        {
            await child.DisposeAsync();
            if (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw JobErrors.ClientNotStarted("no answer in time");
            throw;
        }
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
