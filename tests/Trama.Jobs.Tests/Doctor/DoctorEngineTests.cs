using Trama.Jobs.Doctor;
using Trama.Jobs.Doctor.Workers;

namespace Trama.Jobs.Tests.Doctor;

public sealed class DoctorEngineTests
{
    private static readonly string[] Names =
        ["cores", "memory", "shared-memory", "descriptors", "cgroup", "start", "channel", "echo", "kill", "memory-cap"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_check_is_reported_in_order_and_workers_pass_theirs()
    {
        var seen = new Collecting();
        var report = await DoctorEngine.RunAsync(seen, Token);
        Assert.Equal(Names, report.Checks.Select(check => check.Name));
        Assert.Equal(report.Checks, seen.Reports);
        Assert.All(report.Checks.Skip(5), check => Assert.True(check.Status == CheckStatus.Ok, $"{check.Name}: {check.Finding}"));
        Assert.True(report.Fine);
        var kill = report.Checks.Single(check => check.Name == "kill").Finding.Details;
        Assert.NotEqual(kill["pid"], kill["newPid"]);
        Assert.Equal("OutOfMemoryException", report.Checks.Single(check => check.Name == "memory-cap").Finding.Details["exception"]);
    }

    [Fact]
    public async Task Check_that_throws_has_failed_and_the_next_ones_run()
    {
        var reports = await DoctorEngine.RunAsync([new Scripted(() => throw new InvalidOperationException("broken")), Fine()], null, Token);
        Assert.Equal([CheckStatus.Failed, CheckStatus.Ok], reports.Select(report => report.Status));
        Assert.Equal((Notices.CheckThrew, "broken"), (reports[0].Finding.Code, reports[0].Finding.Details["message"]));
        Assert.False(new DoctorReport(MachineInfo.Read(), 0, reports).Fine);
    }

    [Fact]
    public async Task Warning_is_no_failure()
    {
        var reports = await DoctorEngine.RunAsync([new Scripted(() => Finding.Warning(Notices.CgroupNone)), Fine()], null, Token);
        Assert.True(new DoctorReport(MachineInfo.Read(), 0, reports).Fine);
    }

    [Theory]
    [InlineData("shared memory", true, Notices.ChannelShared)]
    [InlineData("socket", true, Notices.ChannelFallback)]
    [InlineData("socket", false, Notices.Channel)]
    public void Slower_channel_is_a_warning_where_there_is_a_faster_one(string channel, bool hasFast, string code)
    {
        var finding = ChannelCheck.Judge(channel, hasFast);
        Assert.Equal(code, finding.Notice.Code);
        Assert.Equal(code == Notices.ChannelFallback, finding.Status == CheckStatus.Warning);
    }

    [Fact]
    public async Task Cancelled_doctor_ends_with_the_cancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DoctorEngine.RunAsync([Fine()], null, cancelled.Token));
    }

    private static Scripted Fine() => new(() => Finding.Ok(Notices.CgroupNone));

    private sealed class Scripted(Func<Finding> find) : ICheck
    {
        public string Name => "scripted";

        public Task<Finding> RunAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(find());
        }
    }

    private sealed class Collecting : IProgress<CheckReport>
    {
        public List<CheckReport> Reports { get; } = [];

        public void Report(CheckReport value) => Reports.Add(value);
    }
}
