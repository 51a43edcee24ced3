using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Trama.Tests.Support;

/// <summary>
/// xunit's own framework with a guard around each run of a test program: every test has a deadline, and what the run leaves
/// behind (processes, descriptors, temporary files) fails it.
/// </summary>
/// <remarks>
/// The guard listens to the runner's messages rather than to before/after attributes, because a test's constructor, its
/// disposal and its class's fixtures can hang as well, and those messages enclose them.
/// </remarks>
public sealed class GuardedTestFramework(string? configFileName) : XunitTestFramework(configFileName)
{
    private readonly string? _configFileName = configFileName;

    public GuardedTestFramework()
        : this(null)
    {
    }

    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new GuardedExecutor(new XunitTestAssembly(assembly, _configFileName, assembly.GetName().Version));

    private sealed class GuardedExecutor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions,
            CancellationToken cancellationToken) =>
            base.RunTestCases(testCases, new GuardingSink(executionMessageSink), executionOptions, cancellationToken);
    }
}
