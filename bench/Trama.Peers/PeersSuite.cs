using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Trama.Peers.Contenders;

namespace Trama.Peers;

/// <summary>Runs measurements one after the other: a table for people on standard error, JSON where it is asked for.</summary>
internal sealed class PeersSuite(IReadOnlyList<Measurement> measurements, int? rounds, IReadOnlyList<string> without)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task<int> RunAsync(string? jsonTarget)
    {
        List<Row> rows = [];
        foreach (Measurement measurement in measurements)
        {
            foreach (Row row in await new Contest(measurement, rounds ?? measurement.Rounds, without).RunAsync())
            {
                rows.Add(row);
                await Console.Error.WriteLineAsync(Line(row));
            }
        }

        string json = JsonSerializer.Serialize(new { V = 1, Type = "bench-peers", Machine = await MachineAsync(), Rows = rows }, Json);
        if (jsonTarget == "-")
            Console.WriteLine(json);
        else if (jsonTarget is not null)
            await File.WriteAllTextAsync(jsonTarget, json + "\n");
        return rows.All(static row => row.Met) ? 0 : 1;
    }

    private static string Line(Row row)
    {
        string peers = string.Join("  ", row.Peers.Select(peer => $"{peer.Key} {Number(peer.Value)}"));
        string verdict = row.Target is null ? "" : row.Met ? "met" : "MISS";
        return $"{row.Name,-24} {Number(row.Trama),10} {row.Unit,-5} {verdict,-5} {peers,-75} {row.Target}".TrimEnd();
    }

    // Four digits say enough, and keep small times and large ones readable in one column.
    private static string Number(double? value) => value is { } number
        ? number.ToString(number >= 1000 ? "0" : number >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture)
        : "-";

    private static async Task<object> MachineAsync() => new
    {
        Cores = Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Os = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
        Peers = await ContenderTable.VersionsAsync(),
    };
}
