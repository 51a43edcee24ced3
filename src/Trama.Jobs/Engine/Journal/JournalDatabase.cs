using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Journal;

/// <summary>
/// The journal's file: SQLite in WAL mode, used by one process at a time. A transaction that was committed survives the death of the
/// process; a power cut takes at most what the disk had not been given yet (<c>synchronous = normal</c>), never what lies before it.
/// </summary>
internal sealed class JournalDatabase : IDisposable
{
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;
    private const int Application = 0x54726d61;   // "Trma"
    private const int ApplicationOffset = 68;
    private const string Version = "1";

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _put;
    private readonly JournalOutputs _outputs;

    static JournalDatabase() => Batteries_V2.Init();

    private JournalDatabase(string path, string home, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _outputs = new(connection, home);
        _put = connection.CreateCommand();
        _put.CommandText = "INSERT OR REPLACE INTO items VALUES ($key, $identity, $done, $result, $bytes)";
        foreach (var (name, type) in new[]
        {
            ("$key", SqliteType.Blob), ("$identity", SqliteType.Text), ("$done", SqliteType.Integer), ("$result", SqliteType.Blob), ("$bytes", SqliteType.Integer),
        })
            _put.Parameters.Add(name, type);
    }

    /// <summary>Opens or makes the journal, and reads it. One that is damaged is moved aside, and an empty one takes its place.</summary>
    /// <param name="path">The journal's file; its lock is held.</param>
    /// <param name="rows">All rows, by key.</param>
    /// <param name="movedTo">Where a damaged journal is now; null when it was whole.</param>
    /// <exception cref="JobException">TRM0775, TRM0780: it can't be written there. TRM0776: the file is something else.</exception>
    public static JournalDatabase Open(string path, out Dictionary<string, JournalRow> rows, out string? movedTo)
    {
        movedTo = null;
        try
        {
            RefuseForeign(path);
            try
            {
                return Open(path, HomeOf(path), out rows);
            }
            catch (SqliteException damaged) when (IsDamage(damaged))
            {
                movedTo = path + ".damaged";
                MoveAside(path, movedTo);
                return Open(path, HomeOf(path), out rows);
            }
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Explain(path, cause);
        }
    }

    /// <summary>As <see cref="JournalOutputs.Sources"/>.</summary>
    public IReadOnlyDictionary<string, MadeFrom> Claimed => _outputs.Sources;

    /// <summary>Reads a journal without changing anything beside it; nothing where there is none, or none that can be read.</summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="outputs">As <see cref="Claimed"/>; null where a damaged journal knew them.</param>
    /// <exception cref="JobException">TRM0776: the file is something else.</exception>
    public static Dictionary<string, JournalRow> Peek(string path, out IReadOnlyDictionary<string, MadeFrom>? outputs)
    {
        // A copy: SQLite makes files beside a journal whose log was not yet moved into it, even to read it.
        var copy = Directory.CreateTempSubdirectory("trama-journal-").FullName;
        try
        {
            RefuseForeign(path);
            foreach (var suffix in (string[])["", "-wal"])
            {
                if (File.Exists(path + suffix)) File.Copy(path + suffix, Path.Combine(copy, "journal" + suffix));
            }
            using var database = Open(Path.Combine(copy, "journal"), HomeOf(path), out var rows);
            outputs = database.Claimed;
            return rows;
        }
        catch (Exception unreadable) when (unreadable is SqliteException or IOException or UnauthorizedAccessException)
        {
            outputs = IsDamage(unreadable) ? null : new Dictionary<string, MadeFrom>();
            return new(StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>Removes a journal with everything beside it but its lock.</summary>
    public static void Delete(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(path + suffix);
    }

    /// <summary>Writes rows in one transaction: all of them, or none.</summary>
    /// <exception cref="JobException">TRM0775, TRM0780: they can't be written.</exception>
    public void Put(IReadOnlyList<JournalRow> rows)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            _put.Transaction = transaction;
            foreach (var row in rows)
            {
                Put(row);
                if (row.Made is var (made, source)) _outputs.Put(transaction, made, source);
            }
            transaction.Commit();
        }
        catch (SqliteException cause)
        {
            throw Explain(_path, cause);
        }
    }

    /// <summary>Takes files down before they are made, in one transaction: a run that is killed then knows them again.</summary>
    /// <param name="outputs">Full paths, each with that of what it is to be made from; there is no file there yet.</param>
    /// <exception cref="JobException">TRM0775, TRM0780: they can't be written.</exception>
    public void Claim(IEnumerable<(string Path, string? Source)> outputs)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var (path, source) in outputs) _outputs.Put(transaction, path, source);
            transaction.Commit();
        }
        catch (SqliteException cause)
        {
            throw Explain(_path, cause);
        }
    }

    /// <summary>Forgets what runs did; the files that they made are still known as theirs.</summary>
    /// <exception cref="JobException">TRM0775, TRM0780: it can't be written.</exception>
    public void Forget()
    {
        try
        {
            Execute(_connection, "DELETE FROM items");
        }
        catch (SqliteException cause)
        {
            throw Explain(_path, cause);
        }
    }

    public void Dispose()
    {
        _put.Dispose();
        _outputs.Dispose();
        // Its last act is to move the log into the file; where there is no room for that, the log stays, and is read next time.
        _connection.Dispose();
    }

    private void Put(JournalRow row)
    {
        _put.Parameters[0].Value = RawNames.Encode(row.Key);
        _put.Parameters[1].Value = (object?)row.Identity ?? DBNull.Value;
        _put.Parameters[2].Value = row.IsDone ? 1 : 0;
        _put.Parameters[3].Value = (object?)row.Result ?? DBNull.Value;
        _put.Parameters[4].Value = (object?)row.OutputBytes ?? DBNull.Value;
        _put.ExecuteNonQuery();
    }

    private static JournalDatabase Open(string path, string home, out Dictionary<string, JournalRow> rows)
    {
        var connection = Connect(path);
        try
        {
            // Exclusive: one process uses it, and then WAL needs no shared memory beside the file.
            // Named before the log begins, so that the file itself has said whose it is from its first page on.
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA locking_mode = exclusive; PRAGMA application_id = {Application};"));
            Execute(connection, "PRAGMA journal_mode = wal; PRAGMA synchronous = normal;");
            Execute(connection, $"""
                CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                INSERT OR IGNORE INTO about VALUES ('version', '{Version}');
                CREATE TABLE IF NOT EXISTS items (
                    key BLOB PRIMARY KEY, identity TEXT, done INTEGER NOT NULL, result BLOB, output_bytes INTEGER) WITHOUT ROWID;
                {JournalOutputs.Table}
                """);
            Check(connection);
            rows = Load(connection);
            return new(path, home, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Connect(string path)
    {
        // Pooled connections would hold the file, and its lock, beyond the end of the run.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // A file that was cut within a page reads as if the rest were zeros: that is found here, not when rows are read.
    private static void Check(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() as string is not "ok" and var finding) throw Damaged(finding);
    }

    private static Dictionary<string, JournalRow> Load(SqliteConnection connection)
    {
        var rows = new Dictionary<string, JournalRow>(StringComparer.Ordinal);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key, identity, done, result, output_bytes FROM items";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = RawNames.Decode((byte[])reader[0]);
            rows[key] = new(
                key, reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2) == 1, reader.IsDBNull(3) ? null : (byte[])reader[3],
                reader.IsDBNull(4) ? null : reader.GetInt64(4));
        }
        return rows;
    }

    private static string HomeOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    // A user may name any file. What is not a journal, or part of one, is left alone.
    private static void RefuseForeign(string path)
    {
        if (!File.Exists(path)) return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[ApplicationOffset + sizeof(int)];
        head = head[..RandomAccess.Read(file, head, 0)];
        var magic = "SQLite format 3\0"u8;
        if (!head[..Math.Min(head.Length, magic.Length)].SequenceEqual(magic[..Math.Min(head.Length, magic.Length)])
            || (head.Length == ApplicationOffset + sizeof(int) && BinaryPrimitives.ReadInt32BigEndian(head[ApplicationOffset..]) != Application))
            throw JobErrors.NotAJournal(path);
    }

    private static void MoveAside(string path, string to)
    {
        File.Move(path, to, overwrite: true);
        foreach (var suffix in (string[])["-wal", "-shm", "-journal"]) File.Delete(path + suffix);
    }

    /// <summary>What is thrown where the journal holds what nobody wrote.</summary>
    public static SqliteException Damaged(string? finding) => new(finding, Corrupt);

    private static bool IsDamage(Exception cause) => cause is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    private static JobException Explain(string path, Exception cause)
        => cause is SqliteException { SqliteErrorCode: Full } || Outputs.DiskFaults.IsDiskFull(cause)
            ? JobErrors.DiskFull(path)
            : JobErrors.JournalNotWritable(path, cause.Message);
}
