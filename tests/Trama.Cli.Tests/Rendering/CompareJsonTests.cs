using System.Text;
using System.Text.Json;
using Trama.Cli.Rendering.Json;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Rendering;

public sealed class CompareJsonTests
{
    private static readonly string Json = Encoding.UTF8.GetString(CompareJson.Write(Reports.Whole));

    [Fact]
    public void Envelope_fits_its_schema() => Assert.Empty(SchemaCheck.Findings(Json, "compare.schema.json"));

    [Fact]
    public void Schema_check_finds_what_is_missing_wrong_or_not_described()
    {
        var broken = Json.Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal)
            .Replace("\"took_s\"", "\"took\"", StringComparison.Ordinal)
            .Replace("\"status\":\"ok\"", "\"status\":\"OK\"", StringComparison.Ordinal);
        var findings = string.Join('\n', SchemaCheck.Findings(broken, "compare.schema.json"));
        Assert.Contains("$.v: is 2, not 1", findings, StringComparison.Ordinal);
        Assert.Contains("lacks took_s", findings, StringComparison.Ordinal);
        Assert.Contains("has took, which", findings, StringComparison.Ordinal);
        Assert.Contains("models[0].wall_s: is Object, not null", findings, StringComparison.Ordinal);
        Assert.Contains("is OK, not one of", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_values_are_null_and_not_left_out()
    {
        using var document = JsonDocument.Parse(Json);
        var failed = document.RootElement.GetProperty("workloads")[1].GetProperty("models")[3];
        Assert.Equal("failed", failed.GetProperty("status").GetString());
        foreach (var key in (string[])["wall_s", "cpu_s", "peak_bytes", "startup_s", "items_per_s", "speedup", "checksum", "workers"])
            Assert.Equal(JsonValueKind.Null, failed.GetProperty(key).ValueKind);
    }

    [Fact]
    public void Raw_values_of_every_round_are_there()
    {
        using var document = JsonDocument.Parse(Json);
        var model = document.RootElement.GetProperty("workloads")[0].GetProperty("models")[0];
        Assert.Equal(3, model.GetProperty("wall_s").GetProperty("runs").GetArrayLength());
        Assert.Equal(21.034, model.GetProperty("rounds")[0].GetProperty("wall_s").GetDouble());
    }

    [Fact]
    public void Connections_are_there_for_their_workload_and_null_for_the_others()
    {
        using var document = JsonDocument.Parse(Json);
        var workloads = document.RootElement.GetProperty("workloads");
        Assert.Equal(JsonValueKind.Null, workloads[0].GetProperty("models")[0].GetProperty("connections").ValueKind);
        var model = workloads[2].GetProperty("models")[1];
        Assert.Equal(10_000, model.GetProperty("connections").GetProperty("held").GetInt32());
        Assert.Equal("runtime-io", model.GetProperty("variants")[0].GetProperty("variant").GetString());
        Assert.Equal("remark.threads-capped", workloads[2].GetProperty("remarks")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void Infinite_ratio_is_absent()
    {
        var report = Reports.Whole with { Summary = [Reports.Whole.Summary[0] with { MeanSpeedup = double.PositiveInfinity }] };
        using var document = JsonDocument.Parse(CompareJson.Write(report));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("summary")[0].GetProperty("mean_speedup").ValueKind);
    }

    [Fact]
    public void Envelope_is_one_line()
    {
        Assert.EndsWith("}\n", Json, StringComparison.Ordinal);
        Assert.Equal(1, Json.Count(character => character == '\n'));
    }
}
