namespace Trama.Tests.Support;

/// <summary>Child processes that outlive the tests: descendants, zombies, and orphans that only their environment gives away.</summary>
internal sealed class ProcessLeaks
{
    private const string Variable = "TRAMA_TEST_RUN";
    private readonly string _mark = $"{Environment.ProcessId}-{Guid.NewGuid():N}";

    public ProcessLeaks()
    {
        // Children inherit it, and keep it when their parent dies before them.
        Environment.SetEnvironmentVariable(Variable, _mark);

        // A build that a test starts shall leave no build or compiler server behind.
        Environment.SetEnvironmentVariable("MSBUILDDISABLENODEREUSE", "1");
        Environment.SetEnvironmentVariable("UseSharedCompilation", "false");
        Environment.SetEnvironmentVariable("DOTNET_CLI_USE_MSBUILD_SERVER", "0");
    }

    public IEnumerable<string> Find() =>
        Alive().Select(process => $"process {process.Id} ({process.Name}){(process.IsZombie ? ", a zombie" : "")}");

    public void KillAll()
    {
        foreach (ProcessTree.Entry process in Alive())
            Native.Kill(process.Id);
    }

    private IEnumerable<ProcessTree.Entry> Alive() =>
        ProcessTree.DescendantsOf(Environment.ProcessId)
            .Concat(ProcessTree.WithEnvironment($"{Variable}={_mark}"))
            .DistinctBy(process => process.Id);
}
