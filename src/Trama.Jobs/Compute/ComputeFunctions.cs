using System.Globalization;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compute;

/// <summary>Counting primes the plain way: no table, no shared state, all divisions.</summary>
internal static class ComputeFunctions
{
    /// <summary>How many primes the range holds, as text.</summary>
    public static string CountPrimes(PrimeRange range)
    {
        var count = 0;
        for (var number = range.From; number < range.To; number++)
        {
            // A checkpoint per number: a lock that is waited for must not wait for a whole range.
            AmbientLock.Checkpoint();
            if (IsPrime(number)) count++;
        }

        return count.ToString(CultureInfo.InvariantCulture);
    }

    public static bool IsPrime(int number)
    {
        if (number < 4) return number > 1;
        if (number % 2 == 0) return false;
        for (var divisor = 3; divisor * divisor <= number; divisor += 2)
            if (number % divisor == 0) return false;
        return true;
    }
}
