namespace Trama.Cli;

/// <summary>What the program's exit codes mean; the same for every command.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int SomeFailed = 1;
    public const int Usage = 2;
    public const int Unfinished = 5;
    public const int PoolGaveUp = 6;
    public const int DependencyMissing = 7;
    public const int Internal = 70;
    public const int InputOutput = 74;
    public const int HungUp = 129;
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
