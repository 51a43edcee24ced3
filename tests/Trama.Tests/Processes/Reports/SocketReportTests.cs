namespace Trama.Tests.Processes.Reports;

/// <summary>The portable channel keeps the same contract.</summary>
public sealed class SocketReportTests : ReportTests
{
    protected override bool UsesSocket => true;
}
