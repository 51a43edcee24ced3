using System.Globalization;

namespace Trama.Peers;

/// <summary>The command line of <c>bench/run peers</c>.</summary>
internal static class PeersCommand
{
    private const string Usage = """
        usage: bench/run peers [--only NAME[,NAME…]] [--rounds N] [--without PEER[,PEER…]] [--json FILE|-]
          --only      measurements or rows by name, or the beginning of one: call.roundtrip, payload, worker.idle
          --rounds    how often each side is measured in turn (default: what each measurement needs)
          --without   peers to leave out, for a quicker look: cpython, mp_pool, loky, workerpool, task_run, parallel_foreach
          --json      all of it as data, to a file or to standard output
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        string[] only = [], without = [];
        int? rounds = null;
        string? json = null;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i], value)
            {
                case ("--only", { } names):
                    only = names.Split(',');
                    break;
                case ("--without", { } names):
                    without = names.Split(',');
                    break;
                case ("--rounds", { } text) when int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 1000:
                    rounds = number;
                    break;
                case ("--json", { } target):
                    json = target;
                    break;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 2;
            }
        }

        Measurement[] chosen = [.. Measurements.All.Where(measurement => only.Length == 0 || only.Any(measurement.Answers))];
        if (chosen.Length == 0)
        {
            string names = string.Join(", ", Measurements.All.Select(static measurement => measurement.Name));
            await Console.Error.WriteLineAsync($"There is no such measurement. Choose among {names}.");
            return 2;
        }

        return await new PeersSuite(chosen, rounds, without).RunAsync(json);
    }
}
