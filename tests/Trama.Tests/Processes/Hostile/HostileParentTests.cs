using FsCheck;
using FsCheck.Fluent;
using Trama.Processes.Ipc;

namespace Trama.Tests.Processes.Hostile;

/// <summary>
/// A parent that says anything at all to a real worker, over either channel: the worker answers what is proper, ends at what is not,
/// allocates nothing for what was only claimed, and in any case ends when its parent closes.
/// </summary>
public abstract class HostileParentTests
{
    private const long Enough = 256L << 20;

    private protected abstract bool UseSocket { get; }

    public static TheoryData<string> Lies =>
        ["an unknown kind", "a kind that workers send", "more than can be", "less than nothing", "half a number", "half a function"];

    [Fact]
    public async Task Honest_parent_is_answered()
    {
        using var parent = new ScriptedParent(UseSocket);
        Send(parent, ScriptedParent.HonestCall(1, 21));

        Assert.Equal(42, parent.AwaitResult(1));
        Assert.True(await parent.EndsWhenClosedAsync());
        Assert.Equal("", parent.LastWords);
    }

    [Theory, MemberData(nameof(Lies))]
    public async Task Worker_whose_parent_lies_ends_and_says_why(string lie)
    {
        using var parent = new ScriptedParent(UseSocket);
        WireFrame[] honest = ScriptedParent.HonestCall(1, 21);
        parent.Wire.Send(lie switch
        {
            "an unknown kind" => honest[0] with { Kind = 99 },
            "a kind that workers send" => honest[0] with { Kind = (byte)FrameKind.Result },
            "more than can be" => honest[0] with { Claimed = int.MaxValue },
            "less than nothing" => honest[0] with { Claimed = -1 },
            "half a number" => WireFrame.Of(FrameKind.Call, [1, 0, 0]),
            _ => WireFrame.Of(FrameKind.Function, honest[0].Payload[..20]),
        });

        await parent.UntilExitedAsync();
        await Conformance.Until.TrueAsync(
            () => parent.LastWords.Contains("Trama worker: ", StringComparison.Ordinal), () => "it said nothing");
    }

    [Fact]
    public async Task Call_that_names_no_function_is_answered_with_an_error_and_the_next_one_runs()
    {
        using var parent = new ScriptedParent(UseSocket);
        WireFrame[] honest = ScriptedParent.HonestCall(2, 21);
        WireFrame unknown = ScriptedParent.HonestCall(1, 21)[1];
        parent.Wire.Send(unknown);
        WireFrame frame;
        do
            frame = parent.Wire.Receive()!;
        while (frame.Kind == (byte)FrameKind.Started);
        Assert.Equal((byte)FrameKind.Error, frame.Kind);

        Send(parent, honest);

        Assert.Equal(42, parent.AwaitResult(2));
        Assert.True(await parent.EndsWhenClosedAsync());
    }

    // Over the socket it waits for the rest, with memory for what has come; a ring holds no such frame.
    [Fact]
    public async Task Claims_of_gigabytes_allocate_nothing_in_the_worker()
    {
        using var parent = new ScriptedParent(UseSocket);
        Send(parent, ScriptedParent.HonestCall(1, 21));
        Assert.Equal(42, parent.AwaitResult(1));

        parent.Wire.SendOverSocket(new WireFrame((byte)FrameKind.Cancel, int.MaxValue - 64, new byte[100_000]).OnSocket());

        Assert.InRange(parent.PeakMemory(), 1, Enough);
        Assert.True(await parent.EndsWhenClosedAsync());
    }

    [Fact]
    public void Whatever_a_parent_says_its_worker_ends_with_it() =>
        Prop.ForAll(Act.Several().ToArbitrary(), acts => SurvivesAsync(acts).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private async Task SurvivesAsync(Act[] acts)
    {
        using var parent = new ScriptedParent(UseSocket);
        try
        {
            for (int i = 0; i < acts.Length; i++)
                acts[i].Play(parent.Wire, ScriptedParent.HonestCall(i, i), i);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The worker has had enough of it.
        }

        Assert.InRange(parent.PeakMemory(), 0, Enough);
        Assert.True(await parent.EndsWhenClosedAsync(), $"It is still there. {parent.LastWords}");
    }

    private static void Send(ScriptedParent parent, WireFrame[] frames)
    {
        foreach (WireFrame frame in frames)
            parent.Wire.Send(frame);
    }
}
