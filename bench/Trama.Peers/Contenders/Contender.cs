using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Trama.Peers.Contenders;

/// <summary>
/// One side of a measurement, in a process of its own. It says <c>ready</c> (or <c>none</c> and why not) when it is warm; to each line
/// <c>go</c> it runs a round and answers with its values; it ends when its input closes. A side that fails is left out, and standard
/// error says why: no number is better than an invented one.
/// </summary>
internal sealed class Contender : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Measurement _measurement;
    private readonly List<double[]> _rounds = [];
    private bool _failed;

    private Contender(string name, Measurement measurement, Process process)
    {
        Name = name;
        _measurement = measurement;
        _process = process;
    }

    public string Name { get; }

    /// <summary>The median of a value over the rounds, or null when there is none.</summary>
    public double? Median(int index)
    {
        double[] sorted = [.. _rounds.Where(round => index < round.Length).Select(round => round[index]).Order()];
        if (_failed || sorted.Length == 0)
            return null;
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Starts a side and waits until it is warm; null when it can't take part.</summary>
    public static async Task<Contender?> StartAsync(string name, Measurement measurement)
    {
        ProcessStartInfo start = ContenderTable.StartOf(name, measurement.Name);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            await TellAsync(name, measurement, cause.Message);
            return null;
        }

        var contender = new Contender(name, measurement, process);
        if (await contender.HearAsync() == "ready")
            return contender;
        await contender.DisposeAsync();
        return null;
    }

    public async Task RunRoundAsync()
    {
        if (_failed)
            return;
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        if (await HearAsync() is { } answer)
            _rounds.Add(await OutsideView.TakeAsync(_measurement.Taken, _process.Id, Numbers(answer)));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    // The next line; null, told once, when the side has none to give.
    private async Task<string?> HearAsync()
    {
        using var patience = new CancellationTokenSource(_measurement.Patience);
        string? line;
        try
        {
            line = await _process.StandardOutput.ReadLineAsync(patience.Token) ?? "none it ended without an answer";
        }
        catch (OperationCanceledException)
        {
            line = string.Create(CultureInfo.InvariantCulture, $"none no answer within {_measurement.Patience.TotalSeconds} s");
            _process.Kill(entireProcessTree: true);
        }

        if (!line.StartsWith("none ", StringComparison.Ordinal))
            return line;
        _failed = true;
        await TellAsync(Name, _measurement, line["none ".Length..]);
        return null;
    }

    private static double[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    private static Task TellAsync(string name, Measurement measurement, string why) =>
        Console.Error.WriteLineAsync($"{measurement.Name}: {name} is left out: {why}");
}
