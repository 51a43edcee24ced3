using Trama.Cli.Resources;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Rendering;

public sealed class CompareViewTests
{
    [Theory]
    [InlineData(120)]
    [InlineData(60)]
    public void Show(int width)
    {
        Console.Error.WriteLine(Shown.Report(Reports.Whole, Language.English, width));
        Console.Error.WriteLine(Shown.Report(Reports.Whole, Language.Portuguese, width));
    }
}
