using System.Globalization;

namespace Trama.Jobs.Connections;

/// <summary>What every round of the workload does; the workload's one item, as a text.</summary>
/// <param name="ControlPort">Where the client takes requests.</param>
/// <param name="Connections">How many connections are to be held, where a model can.</param>
/// <param name="RoundTrips">Round trips made as fast as they go.</param>
/// <param name="Rate">Round trips a second at the constant rate.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="Seed">Fixes the messages.</param>
internal readonly record struct ConnectionsSetup(int ControlPort, int Connections, int RoundTrips, int Rate, int Seconds, int Seed)
{
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{ControlPort} {Connections} {RoundTrips} {Rate} {Seconds} {Seed}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static ConnectionsSetup Parse(string text)
    {
        int[] numbers = [.. text.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        return new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }
}
