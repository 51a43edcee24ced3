using BenchmarkDotNet.Running;
using Trama.Benchmarks.Core;
using Trama.Benchmarks.Shared;

// core --json FILE|-   the figures of the library's core, side by side in one run
// jobs                 the job engine's own cost, which core has too
// shared               shared arrays and segments: what a handover and a copy cost
// micro [options]      BenchmarkDotNet on the smallest pieces; options are BenchmarkDotNet's own
switch (args)
{
    case ["core", "--json", var target, ..]:
        return await CoreSuite.RunAsync(target);
    case ["core"]:
        return await CoreSuite.RunAsync(jsonTarget: null);
    case ["jobs"]:
        return await CoreSuite.RunAsync([await JobFigures.EngineCostAsync()]);
    case ["shared"]:
        return await SharedFigures.RunAsync();
    case ["micro", ..]:
        BenchmarkSwitcher.FromAssembly(typeof(CoreSuite).Assembly).Run(args[1..]);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: bench/run core [--json FILE|-] | bench/run jobs | bench/run shared | bench/run micro [BenchmarkDotNet options]");
        return 2;
}
