using Trama.Soak.Kills;
using Trama.Soak.Leaks;
using Trama.Soak.Ledger;
using Trama.Soak.Verdict;

namespace Trama.Soak;

/// <summary>What the parts of one soak share. Its folder is the temporary one of this process and of all that it starts.</summary>
internal sealed class SoakContext : IDisposable
{
    private const string LedgerName = "ledger";

    public SoakContext(SoakSettings settings)
    {
        Settings = settings;
        Deaths = new DeathBook(Findings);
        Deck = new BlowDeck(RandomFor(-1));

        // A short name: the path of a Unix socket has room for 108 bytes.
        Folder = Directory.CreateTempSubdirectory("ts-").FullName;
        Ledger = LedgerFile.Create(Path.Combine(Folder, LedgerName));
        Book = new CallBook(Ledger, Findings);
        Environment.SetEnvironmentVariable(LedgerFile.Variable, Path.Combine(Folder, LedgerName));
        Environment.SetEnvironmentVariable(ProcessTable.MarkVariable, Mark);
        Environment.SetEnvironmentVariable("TMPDIR", Folder);
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", Folder);
    }

    public SoakSettings Settings { get; }

    public string Folder { get; }

    public string Mark { get; } = Guid.NewGuid().ToString("N");

    public Findings Findings { get; } = new();

    public Tally Tally { get; } = new();

    public DeathBook Deaths { get; }

    public BlowDeck Deck { get; }

    public LedgerFile Ledger { get; }

    public CallBook Book { get; }

    public MemoryCurve Memory { get; } = new();

    /// <summary>Chance for one part of the soak, the same for the same seed.</summary>
    public Random RandomFor(int part, int member = 0) => new(unchecked((Settings.Seed * 1_000_003) + (part * 1009) + member));

    public void Dispose()
    {
        Ledger.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
