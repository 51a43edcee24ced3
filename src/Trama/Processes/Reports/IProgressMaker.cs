namespace Trama.Processes.Reports;

/// <summary>Makes what stands for the caller's progress objects where the function runs.</summary>
internal interface IProgressMaker
{
    /// <summary>An object whose reports go to one of the call's objects.</summary>
    /// <param name="target">The number of the caller's object; see <see cref="PayloadWriter.Keep"/>.</param>
    /// <param name="codec">How reports are written.</param>
    IProgress<T> NewProgress<T>(int target, ValueCodec<T> codec);
}
