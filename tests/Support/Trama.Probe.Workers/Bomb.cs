using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Trama.Probe.Workers;

/// <summary>Where in a call's life something happens.</summary>
public enum Place
{
    SerialisingArgument,
    DeserialisingArgument,
    InFunction,
    SerialisingResult,
    DeserialisingResult,
}

/// <summary>What happens there.</summary>
public enum Blow
{
    Throw,
    Exit,
    HardExit,
    FailFast,
    Kill,
    Segfault,
    StackOverflow,
}

/// <summary>An argument, and a result, that goes off at one place of its way. Its members cross in the order given.</summary>
public sealed partial class Bomb
{
    [JsonPropertyOrder(1)]
    public Place Place { get; set; }

    [JsonPropertyOrder(2)]
    public Blow Blow { get; set; }

    [JsonPropertyOrder(3)]
    public bool IsResult { get; set; }

    [JsonPropertyOrder(4)]
    public int Spark
    {
        get => Pass(IsResult ? Place.SerialisingResult : Place.SerialisingArgument);
        set => Pass(IsResult ? Place.DeserialisingResult : Place.DeserialisingArgument);
    }

    /// <summary>The function of the call.</summary>
    public static Bomb Carry(Bomb bomb)
    {
        bomb.Pass(Place.InFunction);
        return new Bomb { Place = bomb.Place, Blow = bomb.Blow, IsResult = true };
    }

    private int Pass(Place place)
    {
        if (place == Place)
            Strike();
        return 0;
    }

    private void Strike()
    {
        switch (Blow)
        {
            case Blow.Throw:
                throw new InvalidOperationException($"thrown while {Place}");
            case Blow.Exit:
                Environment.Exit(0);
                break;
            case Blow.HardExit:
                _exit(3);
                break;
            case Blow.FailFast:
                Environment.FailFast("the bomb");
                break;
            case Blow.Kill:
                _ = kill(Environment.ProcessId, 9);
                Thread.Sleep(Timeout.Infinite);
                break;
            case Blow.Segfault:
                // The runtime looks at the first one, finds no access behind it, and leaves the next to the system; two at once are one.
                while (true)
                {
                    _ = kill(Environment.ProcessId, 11);
                    Thread.Sleep(1);
                }

            case Blow.StackOverflow:
                Deepen(0);
                break;
        }
    }

    private static int Deepen(int depth) => depth < 0 ? 0 : Deepen(depth + 1) + depth;

    [LibraryImport("libc")]
    private static partial void _exit(int status);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
