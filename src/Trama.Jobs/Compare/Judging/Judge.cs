namespace Trama.Jobs.Compare.Judging;

/// <summary>
/// Chooses a model from the wall times of its rounds. The best has the least median. A model reaches it when the interval of its paired
/// ratios to it includes 1: the rounds can't tell the two apart. Of those that reach it, the cheapest is recommended
/// (<see cref="ModelNames.CostOf"/>).
/// </summary>
internal static class Judge
{
    /// <summary>
    /// How far the recommended model's median ratio may lie behind the best one's for a clear verdict. A model that reaches the best only
    /// because its rounds scatter is no clear winner. 10 % is a choice, not a law: below it, few people would change their program.
    /// </summary>
    public const double ClearWithin = 0.10;

    /// <summary>Judges models that ran every round.</summary>
    /// <param name="walls">Wall times in seconds by model; the same number of rounds for each.</param>
    public static Recommendation Decide(IReadOnlyDictionary<string, IReadOnlyList<double>> walls)
    {
        if (walls.Count == 0) return new(null, false, null, null);
        var best = Best(walls);
        if (walls.Count == 1) return Unclear(best, Notices.Create(Notices.OnlyModel, ("model", best)));

        var rounds = walls[best].Count;
        if (rounds < Median.LeastForInterval)
            return Unclear(best, Notices.Create(Notices.TooFewRounds, ("model", best), ("rounds", rounds), ("needed", Median.LeastForInterval)));

        var ratios = walls.ToDictionary(pair => pair.Key, pair => PairedRatios.Of(pair.Value, walls[best]));
        return Weigh(best, ratios, walls);
    }

    /// <summary>The model with the least median; the cheaper one of a tie.</summary>
    public static string Best(IReadOnlyDictionary<string, IReadOnlyList<double>> walls)
        => walls.Keys.OrderBy(model => Median.Of(walls[model])).ThenBy(ModelNames.CostOf).First();

    /// <summary>Whether rounds with these ratios to the best can't be told from it.</summary>
    public static bool Reaches(Spread ratioToBest) => ratioToBest.Low is { } low && low <= 1;

    private static Recommendation Weigh(
        string best, Dictionary<string, Spread> ratios, IReadOnlyDictionary<string, IReadOnlyList<double>> walls)
    {
        string[] equals = [.. ratios.Keys.Where(model => Reaches(ratios[model])).OrderBy(ModelNames.CostOf)];
        var chosen = equals[0];
        if (equals.Length == ratios.Count)
            return Unclear(chosen, Notices.Create(Notices.NoDifference, ("model", chosen), ("equals", equals)));

        // A chosen one far behind in the middle, or behind a model that did not reach the best, owes its place to scatter.
        var behind = ratios[chosen].Median - 1;
        var (next, margin) = Next(chosen, walls.Keys.Except(equals), walls);
        if (behind > ClearWithin || margin <= 0)
            return Unclear(chosen, Notices.Create(Notices.TooNoisy, ("model", chosen), ("best", best), ("behindPct", Percent(behind))));

        var reason = equals.Length == 1
            ? Notices.Create(Notices.Fastest, ("model", chosen), ("next", next), ("marginPct", margin))
            : Notices.Create(
                Notices.CheapestOfEquals,
                ("model", chosen), ("best", best), ("equals", equals), ("next", next), ("marginPct", margin));
        return new(chosen, true, margin, reason);
    }

    private static (string Model, double MarginPercent) Next(
        string chosen, IEnumerable<string> others, IReadOnlyDictionary<string, IReadOnlyList<double>> walls)
    {
        var ratios = others.ToDictionary(model => model, model => PairedRatios.Of(walls[model], walls[chosen]).Median);
        var next = ratios.Keys.OrderBy(model => ratios[model]).ThenBy(ModelNames.CostOf).First();
        return (next, Percent(ratios[next] - 1));
    }

    private static double Percent(double share) => Math.Round(share * 100, 1);

    private static Recommendation Unclear(string model, Notice reason) => new(model, false, null, reason);
}
