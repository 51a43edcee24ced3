namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>Work on a thread of its own, which may sleep and spin; what it throws is thrown where it is awaited.</summary>
internal static class OwnThread
{
    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
