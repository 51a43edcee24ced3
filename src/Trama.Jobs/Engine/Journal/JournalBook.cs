namespace Trama.Jobs.Engine.Journal;

/// <summary>
/// A run's journal, in both forms: one that is kept is locked and opened before anything else happens; one that only bridges interruptions
/// is begun when the run has lasted a second, and is gone when everything is done. Without a place it knows and keeps nothing.
/// </summary>
internal sealed class JournalBook : IDisposable
{
    /// <summary>How long a run may go on without a journal, where it needs none for later runs.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly JournalPlace? _place;
    private readonly TimeProvider _time;
    private readonly Action<Notice> _tell;
    private readonly long _started;
    private readonly List<Func<JournalRow>> _waiting = [];
    private JournalLock? _lock;
    private JournalWriter? _writer;
    private bool _isGivenUp;

    private JournalBook(JournalPlace? place, TimeProvider time, Action<Notice> tell)
    {
        _place = place;
        _time = time;
        _tell = tell;
        _started = time.GetTimestamp();
        _isGivenUp = place is null;
    }

    /// <summary>What earlier runs left, by key.</summary>
    public IReadOnlyDictionary<string, JournalRow> Rows { get; private set; } = new Dictionary<string, JournalRow>();

    /// <summary>
    /// The files that earlier runs have made, or were about to, each with what it is made from; null when a damaged journal knew them.
    /// </summary>
    public IReadOnlyDictionary<string, MadeFrom>? Claimed { get; private set; } = new Dictionary<string, MadeFrom>();

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
    public JobException? Fault => _writer?.Fault;

    /// <summary>Opens it as far as it has to be open now.</summary>
    /// <exception cref="JobException">It is kept, and another run has it or it can't be written.</exception>
    public static JournalBook Open(JournalPlace? place, bool fresh, TimeProvider time, Action<Notice> tell)
    {
        var book = new JournalBook(place, time, tell);
        try
        {
            if (place is { IsKept: true }) book.Begin(fresh);
            else if (place is not null && File.Exists(place.Path)) book.TryBegin(fresh);
            return book;
        }
        catch
        {
            book.Dispose();
            throw;
        }
    }

    /// <summary>Takes down what is going to be made, before any row is added.</summary>
    /// <param name="outputs">Full paths, each with that of what it is made from.</param>
    /// <exception cref="JobException">They can't be written.</exception>
    public void Claim(IEnumerable<(string Path, string? Source)> outputs) => _writer?.Claim(outputs);

    /// <summary>Keeps a row of what could not be begun: so that it counts as failed, in a journal that outlives the run.</summary>
    public void AddRefused(string key)
    {
        if (_place is { IsKept: true }) Add(() => new(key, Identity: null, IsDone: false, Result: null, OutputBytes: null));
    }

    /// <summary>Keeps a row, now or later, or never: so it is only made when it is written.</summary>
    public void Add(Func<JournalRow> row)
    {
        if (_writer is { } writer)
        {
            writer.Add(row);
            return;
        }
        if (_isGivenUp) return;
        _waiting.Add(row);
        if (_time.GetElapsedTime(_started) >= Delay) TryBegin(fresh: false);
    }

    /// <summary>Ends it. <paramref name="isFinished"/>: nothing is left to come back for.</summary>
    public void End(bool isFinished)
    {
        // An interrupted run begins its journal late rather than never.
        if (!isFinished && _writer is null && !_isGivenUp && _waiting.Count > 0) TryBegin(fresh: false);
        if (isFinished && _writer is not null && _place is { IsKept: false })
        {
            _writer.Abandon();
            _writer = null;
            JournalDatabase.Delete(_place.Path);
        }
        Dispose();
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
        _lock?.Dispose();
        _lock = null;
        _isGivenUp = true;
    }

    private void Begin(bool fresh)
    {
        _lock = JournalLock.Take(_place!.Path);
        var database = Open(_place.Path, out var rows, out var movedTo);
        _writer = new(database);
        if (movedTo is not null) _tell(Notices.Create(Notices.JournalDamaged, ("path", _place.Path), ("movedTo", movedTo)));
        Claimed = movedTo is null ? database.Claimed : null;
        if (fresh) database.Forget();
        else Rows = rows;
        _waiting.ForEach(_writer.Add);
        _waiting.Clear();
    }

    private static JournalDatabase Open(string path, out Dictionary<string, JournalRow> rows, out string? movedTo)
    {
        try
        {
            return JournalDatabase.Open(path, out rows, out movedTo);
        }
        catch (TypeInitializationException cause)
        {
            // SQLite itself can't be loaded: no descriptor is free, or its library is not there.
            throw JobErrors.JournalNotWritable(path, cause.InnerException?.Message ?? cause.Message);
        }
    }

    // A journal that nobody asked for must not stop a run that could do without.
    private void TryBegin(bool fresh)
    {
        try
        {
            Begin(fresh);
        }
        catch (JobException why)
        {
            _isGivenUp = true;
            _waiting.Clear();
            _writer?.Dispose();
            _writer = null;
            _lock?.Dispose();
            _lock = null;
            _tell(Notices.Create(Notices.NotResumable, ("path", _place!.Path), ("id", why.Id)));
        }
    }
}
