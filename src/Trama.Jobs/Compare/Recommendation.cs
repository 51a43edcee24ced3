namespace Trama.Jobs.Compare;

/// <summary>The verdict on one workload.</summary>
/// <param name="Model">The model to take: of those that reach the fastest, the cheapest; null when none ran.</param>
/// <param name="Clear">Whether the rounds support it; otherwise there is no clear winner and <paramref name="Model"/> is merely the cheapest candidate.</param>
/// <param name="MarginPercent">How much longer the next model that does not reach the fastest takes than <paramref name="Model"/>; null when there is none.</param>
/// <param name="Reason">Why: one of the <c>verdict.*</c> codes of <see cref="Notices"/>; null when none ran.</param>
internal sealed record Recommendation(string? Model, bool Clear, double? MarginPercent, Notice? Reason);
