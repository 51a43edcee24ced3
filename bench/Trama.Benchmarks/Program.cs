using BenchmarkDotNet.Running;
using Trama.Benchmarks.Core;

// core --json FILE|-   the figures of the library's core, side by side in one run
// micro [options]      BenchmarkDotNet on the smallest pieces; options are BenchmarkDotNet's own
switch (args)
{
    case ["core", "--json", var target, ..]:
        return await CoreSuite.RunAsync(target);
    case ["core"]:
        return await CoreSuite.RunAsync(jsonTarget: null);
    case ["micro", ..]:
        BenchmarkSwitcher.FromAssembly(typeof(CoreSuite).Assembly).Run(args[1..]);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: bench/run core [--json FILE|-] | bench/run micro [BenchmarkDotNet options]");
        return 2;
}
