namespace Trama.Tests.Design;

/// <summary>A change of the public surface is a visible diff of PublicApi.txt, to be reviewed like code.</summary>
public sealed class PublicApiTests
{
    private const string Regenerate = "TRAMA_UPDATE_PUBLIC_API=1 ./test Trama.Tests -class Trama.Tests.Design.PublicApiTests";

    [Fact]
    public void Public_surface_is_the_reviewed_one()
    {
        string path = Repository.PathTo("tests", "Trama.Tests", "Design", "PublicApi.txt");
        string now = PublicSurface.Of(typeof(ExecutionLock).Assembly);
        if (Environment.GetEnvironmentVariable("TRAMA_UPDATE_PUBLIC_API") == "1")
            File.WriteAllText(path, now);

        string[] reviewed = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] current = now.TrimEnd('\n').Split('\n');
        string[] changes =
        [
            .. reviewed.Except(current).Select(line => $"- {line.Trim()}"),
            .. current.Except(reviewed).Select(line => $"+ {line.Trim()}"),
        ];

        string advice = $"The public surface changed. If that is meant, run\n  {Regenerate}\nand commit the diff:\n";
        Assert.True(changes.Length == 0, advice + string.Join('\n', changes));
    }
}
