namespace Trama.Tests.Conformance;

/// <summary>A progress object that keeps what it was told, on whatever thread.</summary>
internal sealed class Recorder<T> : IProgress<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _reports = [];

    public IReadOnlyList<T> Reports
    {
        get
        {
            lock (_gate)
                return [.. _reports];
        }
    }

    public void Report(T value)
    {
        lock (_gate)
            _reports.Add(value);
    }
}
