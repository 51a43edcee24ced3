namespace Trama.Jobs.Compare;

/// <summary>A median with its interval.</summary>
/// <param name="Median">The median of <paramref name="Runs"/>.</param>
/// <param name="Low">The lower end of the interval of at least 95 % confidence; null when there are fewer than 6 runs.</param>
/// <param name="High">The upper end.</param>
/// <param name="Runs">The values in the order of the rounds.</param>
internal sealed record Spread(double Median, double? Low, double? High, IReadOnlyList<double> Runs);
