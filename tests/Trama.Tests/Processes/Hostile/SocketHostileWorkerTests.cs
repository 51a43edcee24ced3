namespace Trama.Tests.Processes.Hostile;

public sealed class SocketHostileWorkerTests : HostileWorkerTests
{
    private protected override bool UseSocket => true;
}
