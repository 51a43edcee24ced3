using Xunit.v3;

namespace Trama.Tests.Support;

/// <summary>
/// Gives a test (or a class's tests) more or less time than the default of 60 s. A test still running then ends the whole
/// test program, visibly: see <see cref="TestDeadlines"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class DeadlineAttribute(int seconds) : Attribute, ITraitAttribute
{
    internal const string TraitName = "Deadline";

    /// <summary>How long the test may take, its construction and disposal included, in seconds.</summary>
    public int Seconds { get; } = seconds;

    // A trait travels with the runner's own messages, so that the guard needs no reflection on the test's method.
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(TraitName, $"{Seconds} s")];
}
