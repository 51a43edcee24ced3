namespace Trama.Tests.Support.Tests;

internal static class ProbeRun
{
    /// <summary>Starts this test program again, for one probe alone.</summary>
    public static Task<ProgramRun> Of(string className, string method) => ProgramRun.RunAsync(
        Environment.ProcessPath!,
        ["-noLogo", "-noColor", "-explicit", "only", "-method", $"{typeof(ProbeRun).Namespace}.{className}.{method}"]);
}
