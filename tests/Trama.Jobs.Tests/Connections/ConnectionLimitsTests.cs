using Trama.Jobs.Connections;
using Trama.Jobs.Doctor.Limits;

namespace Trama.Jobs.Tests.Connections;

public sealed class ConnectionLimitsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Descriptors_limit_it_with_some_left_for_the_program_itself()
    {
        Tell(descriptors: "10000", ports: "1024\t61000");
        Assert.Equal(9_800, ConnectionLimits.Most(new SystemFiles(_root.Path)));
    }

    [Fact]
    public void Ports_limit_it_to_half_of_them()
    {
        Tell(descriptors: "unlimited", ports: "32768\t60999");
        Assert.Equal(14_116, ConnectionLimits.Most(new SystemFiles(_root.Path)));
    }

    [Fact]
    public void A_system_that_tells_nothing_is_taken_for_a_small_one()
        => Assert.Equal(824, ConnectionLimits.Most(new SystemFiles(_root.Path)));

    private void Tell(string descriptors, string ports)
    {
        _root.Write("proc/self/limits", $"Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 {descriptors}               files\n");
        _root.Write("proc/sys/net/ipv4/ip_local_port_range", ports + "\n");
    }
}
