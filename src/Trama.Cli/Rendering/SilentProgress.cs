using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering;

/// <summary>For --quiet.</summary>
internal sealed class SilentProgress : IProgressView
{
    public void Show(CompareProgress progress)
    {
    }

    public void Tell(string line)
    {
    }

    public void Dispose()
    {
    }
}
