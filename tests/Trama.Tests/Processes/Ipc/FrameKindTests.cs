using Trama.Processes.Ipc;

namespace Trama.Tests.Processes.Ipc;

public sealed class FrameKindTests
{
    [Fact]
    public void Kinds_that_are_sent_are_known_and_no_others()
    {
        IEnumerable<byte> known = Enumerable.Range(0, byte.MaxValue + 1).Select(static kind => (byte)kind).Where(FrameKinds.Contains);

        Assert.Equal(Enum.GetValues<FrameKind>().Except([FrameKind.Lost]).Select(static kind => (byte)kind).Order(), known);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(byte.MaxValue)]
    public void Reserved_kinds_are_refused(byte kind) => Assert.False(FrameKinds.Contains(kind));
}
