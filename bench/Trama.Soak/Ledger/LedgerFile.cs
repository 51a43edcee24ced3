using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Trama.Soak.Ledger;

/// <summary>One call, as the function itself tells of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Mark
{
    /// <summary>Whose mark it is: slots are used again. Written by the soak alone.</summary>
    public long Id;

    /// <summary>When the function was last entered, on the system's monotonic clock.</summary>
    public long BegunAt;

    /// <summary>How often the function was entered.</summary>
    public int Begun;

    /// <summary>The process that is in the function, or its negative once the function was left. 0: nobody was.</summary>
    public int Place;
}

/// <summary>
/// What all functions of a soak write into: a plain file that every process maps by itself, so that the witness owes nothing to the library
/// it testifies about. Whoever is killed, what was written stays.
/// </summary>
internal sealed unsafe class LedgerFile : IDisposable
{
    /// <summary>The environment variable that tells functions where it is.</summary>
    public const string Variable = "TRAMA_SOAK_LEDGER";

    /// <summary>How many calls have a mark at one time.</summary>
    public const int Slots = 1 << 15;

    // The first slot's worth is the header: how many functions were entered for a call whose slot was somebody else's by then.
    private static readonly long Size = (Slots + 1) * (long)sizeof(Mark);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private LedgerFile(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Functions that began for a call that had long been settled.</summary>
    public ref int Strays => ref ((Mark*)_start)->Begun;

    /// <summary>The slot that the call of this number has, or had.</summary>
    public ref Mark this[long id] => ref ((Mark*)_start)[1 + (id % Slots)];

    /// <summary>Makes a new one, all of its pages in memory: the soak's own memory must not grow with their first use.</summary>
    public static LedgerFile Create(string path)
    {
        var ledger = new LedgerFile(MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, mapName: null, Size));
        new Span<byte>(ledger._start, checked((int)Size)).Clear();
        return ledger;
    }

    public static LedgerFile Open(string path) => new(MemoryMappedFile.CreateFromFile(path, FileMode.Open));

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
