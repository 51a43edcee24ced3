namespace Trama.Tests.Processes.Hostile;

public sealed class RingHostileParentTests : HostileParentTests
{
    private protected override bool UseSocket => false;
}
