using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering;

/// <summary>Shows how a comparison goes on. Told between the rounds only, so that drawing never takes part in a measurement.</summary>
internal interface IProgressView : IDisposable
{
    void Show(CompareProgress progress);

    /// <summary>Says something beside the progress. From any thread.</summary>
    void Tell(string line);
}
