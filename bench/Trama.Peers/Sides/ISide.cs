namespace Trama.Peers.Sides;

/// <summary>One side of one measurement.</summary>
internal interface ISide : IAsyncDisposable
{
    /// <summary>What is run a few times first, until everything is compiled and started: a round, unless that would take long.</summary>
    Task WarmUpAsync() => RoundAsync();

    /// <summary>Measures once.</summary>
    /// <returns>A value for each of the measurement's rows.</returns>
    Task<double[]> RoundAsync();
}
