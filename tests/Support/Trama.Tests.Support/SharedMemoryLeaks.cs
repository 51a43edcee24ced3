namespace Trama.Tests.Support;

/// <summary>
/// Memory that the product shares between processes and that is still mapped here. Its descriptors are counted with the others; a mapping
/// needs none.
/// </summary>
internal sealed class SharedMemoryLeaks
{
    // As the product names it; the runtime has such memory of its own.
    private const string Mark = "/memfd:trama";
    private readonly Dictionary<string, int> _before = Count();

    public IEnumerable<string> Find() =>
        from now in Count()
        let before = _before.GetValueOrDefault(now.Key)
        where now.Value > before
        select $"shared memory {now.Key}: {before} mapping(s) at the beginning, {now.Value} at the end";

    private static Dictionary<string, int> Count() =>
        File.ReadLines("/proc/self/maps")
            .Where(static line => line.Contains(Mark, StringComparison.Ordinal))
            .CountBy(static line => line[line.IndexOf(Mark, StringComparison.Ordinal)..])
            .ToDictionary();
}
