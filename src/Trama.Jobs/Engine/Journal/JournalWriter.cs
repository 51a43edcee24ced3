using System.Collections.Concurrent;
using System.Diagnostics;

namespace Trama.Jobs.Engine.Journal;

/// <summary>
/// Writes what the run tells it, on a thread of its own, many rows to a transaction: an item waits for no disk. What was told in the last
/// moment before the process dies is lost, and done again.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>How long a row may wait to be written.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private const int LargestBatch = 4096;

    private readonly BlockingCollection<Func<JournalRow>> _rows = [];
    private readonly ManualResetEventSlim _ending = new();
    private readonly JournalDatabase _database;
    private readonly Thread _thread;
    private JobException? _fault;
    private bool _hasRows;
    private volatile bool _isAbandoned;

    public JournalWriter(JournalDatabase database)
    {
        _database = database;
        _thread = new Thread(Run) { IsBackground = true, Name = "Trama journal" };
        _thread.Start();
    }

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
    public JobException? Fault => Volatile.Read(ref _fault);

    /// <summary>As <see cref="JournalDatabase.Claim"/>. Before the first row is handed over: until then the writer's thread only waits.</summary>
    /// <exception cref="JobException">They can't be written.</exception>
    public void Claim(IEnumerable<(string Path, string? Source)> outputs)
    {
        Debug.Assert(!_hasRows, "the connection is the writer's once it has rows");
        _database.Claim(outputs);
    }

    /// <summary>Hands over a row, which is made when it is written; returns at once.</summary>
    public void Add(Func<JournalRow> row)
    {
        _hasRows = true;
        _rows.Add(row);
    }

    /// <summary>Closes the journal without what waits to be written: nobody is going to read it.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        Dispose();
    }

    /// <summary>Writes what is left, and closes the journal.</summary>
    public void Dispose()
    {
        _rows.CompleteAdding();
        _ending.Set();
        _thread.Join();
        _database.Dispose();
        _rows.Dispose();
        _ending.Dispose();
    }

    private void Run()
    {
        var batch = new List<JournalRow>();
        while (_rows.TryTake(out var first, Timeout.Infinite) && !_isAbandoned)
        {
            batch.Add(first());
            // Its first row opens a batch, and a short wait for others; an ending run does not wait.
            _ending.Wait(Interval);
            while (batch.Count < LargestBatch && !_isAbandoned && _rows.TryTake(out var next)) batch.Add(next());
            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<JournalRow> batch)
    {
        try
        {
            if (_fault is null && !_isAbandoned) _database.Put(batch);
        }
        catch (JobException fault)
        {
            Volatile.Write(ref _fault, fault);
        }
    }
}
