
namespace Trama.Peers.Sides;

/// <summary>The functions that are called. bench/peers/work.py and work.js hold the same ones.</summary>
internal static class Work
{
    public static int Increment(int n) => n + 1;
}
