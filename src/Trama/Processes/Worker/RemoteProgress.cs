namespace Trama.Processes.Worker;

/// <summary>Stands for a progress object of the caller's. May be used by any thread, and longer than its call: then nothing happens.</summary>
internal sealed class RemoteProgress<T>(OutgoingReports reports, int target, ValueCodec<T> codec) : IProgress<T>
{
    public void Report(T value) => reports.Send(target, value, codec);
}
