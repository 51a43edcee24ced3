using System.Globalization;
using Trama.Soak.Verdict;

namespace Trama.Soak;

/// <summary>The command line of <c>bench/run soak</c>.</summary>
internal static class SoakCommand
{
    private const string Usage = """
        usage: bench/run soak [--minutes N] [--kills N] [--rounds N] [--parents N] [--seed N] [--patience SECONDS] [--json FILE|-]
          --kills     how many workers die (default 10000; 0 leaves the first part out)
          --minutes   the time over which they die (default 10; less asks for a faster pace)
          --rounds    how many pools they belong to, one after the other (default 16)
          --parents   how often a program with a pool is killed (default 200; 0 leaves the second part out)
          --seed      what all is drawn from (default: one of its own, which a failure prints)
          --patience  after how many seconds a call that has not ended is lost (default 60)
          --json      all of it as data, to a file or to standard output
          --sabotage  NAME: do one thing wrong and see it noticed; bench/Trama.Soak/README.md has the names
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = new SoakSettings { Seed = Environment.TickCount & 0xFFFFFF };
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            if (Apply(settings, arguments[i], value) is not { } changed)
            {
                await Console.Error.WriteLineAsync(Usage);
                return 2;
            }

            settings = changed;
        }

        return await new SoakRun(settings).RunAsync();
    }

    private static SoakSettings? Apply(SoakSettings settings, string option, string value) => option switch
    {
        "--json" when value.Length > 0 => settings with { Json = value },
        "--sabotage" when Sabotages.Names.Contains(value) => settings with { Sabotage = value },
        _ when double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1e9 => Apply(settings, option, number),
        _ => null,
    };

    private static SoakSettings? Apply(SoakSettings settings, string option, double number) => option switch
    {
        "--minutes" when number > 0 => settings with { Minutes = number },
        "--patience" when number is >= 1 and <= 3600 => settings with { Patience = TimeSpan.FromSeconds(number) },
        _ when number != (int)number => null,
        "--kills" => settings with { Kills = (int)number },
        "--rounds" when number is >= 1 and <= 1000 => settings with { Rounds = (int)number },
        "--parents" => settings with { Parents = (int)number },
        "--seed" => settings with { Seed = (int)number },
        _ => null,
    };
}
