namespace Trama.Tests.Processes.Hostile;

public sealed class SocketHostileParentTests : HostileParentTests
{
    private protected override bool UseSocket => true;
}
