using Trama.Peers.Contenders;

namespace Trama.Peers;

/// <summary>
/// One measurement: every side is a process of its own, made ready before the first round; then they are asked in turn, round by round,
/// beginning with another side each time, so that whatever slows the machine for a while slows all of them.
/// </summary>
internal sealed class Contest(Measurement measurement, int rounds, IReadOnlyList<string> without)
{
    private const string Own = "trama";

    public async Task<IReadOnlyList<Row>> RunAsync()
    {
        string[] names = [Own, .. measurement.Peers.Except(without)];
        List<Contender> ready = [];
        try
        {
            // One at a time: a side that warms up would disturb another that does.
            foreach (string name in names)
            {
                if (await Contender.StartAsync(name, measurement) is { } contender)
                    ready.Add(contender);
            }

            await RunRoundsAsync(ready);
        }
        finally
        {
            foreach (Contender contender in ready)
                await contender.DisposeAsync();
        }

        return [.. measurement.Figures.Select((figure, index) => RowOf(figure, index, names, ready))];
    }

    private async Task RunRoundsAsync(List<Contender> contenders)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < contenders.Count; turn++)
                await contenders[(round + turn) % contenders.Count].RunRoundAsync();
        }
    }

    private static Row RowOf(Figure figure, int index, string[] names, List<Contender> contenders)
    {
        double? Median(string name) => contenders.Find(contender => contender.Name == name)?.Median(index);
        return Row.Of(figure, Median(Own), names.Skip(1).ToDictionary(name => name, Median));
    }
}
