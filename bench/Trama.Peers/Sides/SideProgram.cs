using System.Globalization;

namespace Trama.Peers.Sides;

/// <summary>Runs a side that is .NET. See <see cref="Contenders.Contender"/> for the protocol.</summary>
internal static class SideProgram
{
    private const int Warmups = 4;

    public static async Task<int> RunAsync(string name, string measurement)
    {
        try
        {
            await using ISide side = SideTable.Find(name, measurement);
            await WarmUpAsync(side);
            Say("ready");
            while (Console.In.ReadLine() is not null)
                Say(string.Join(' ', (await RoundAsync(side)).Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        }
        catch (Exception cause)
        {
            Say("none " + cause.Message.ReplaceLineEndings(" "));
            return 1;
        }

        return 0;
    }

    private static async Task WarmUpAsync(ISide side)
    {
        for (int i = 0; i < Warmups; i++)
        {
            await Task.Run(side.WarmUpAsync);
            // The compiler's second tier works in the background, 100 ms after the first calls.
            await Task.Delay(150);
        }
    }

    // Each round begins on the pool with nothing left over from the one before.
    private static Task<double[]> RoundAsync(ISide side)
    {
        GC.Collect();
        return Task.Run(side.RoundAsync);
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
