using Microsoft.Data.Sqlite;
using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Journal;

/// <summary>
/// The journal's table of files: those that runs with it have made, or were about to where there was none, each with what it is made from.
/// Only these may be replaced, and only by what is made from the same.
/// </summary>
internal sealed class JournalOutputs : IDisposable
{
    /// <summary>Makes the table where there is none.</summary>
    public const string Table =
        "CREATE TABLE IF NOT EXISTS made_from (path BLOB PRIMARY KEY, source BLOB, source_from_home BLOB) WITHOUT ROWID;";

    // Outputs are named from here, so that they may be moved with their journal; what they are made from both ways, as that may stay.
    private readonly string _home;
    private readonly SqliteCommand _put;
    private readonly Dictionary<string, MadeFrom> _sources = new(StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="connection">The journal's.</param>
    /// <param name="home">The journal's folder, as a full path.</param>
    /// <exception cref="SqliteException">It can't be read, or holds what nobody wrote.</exception>
    public JournalOutputs(SqliteConnection connection, string home)
    {
        _home = home;
        Read(connection);
        _put = connection.CreateCommand();
        _put.CommandText = "INSERT OR REPLACE INTO made_from VALUES ($path, $source, $from_home)";
        foreach (var name in (string[])["$path", "$source", "$from_home"]) _put.Parameters.Add(name, SqliteType.Blob);
    }

    /// <summary>What each is made from, by its full path.</summary>
    public IReadOnlyDictionary<string, MadeFrom> Sources => _sources;

    /// <summary>Takes a file down.</summary>
    /// <param name="transaction">What it is part of.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="source">The full path of what it is made from; null: from no file.</param>
    /// <exception cref="SqliteException">It can't be written.</exception>
    public void Put(SqliteTransaction transaction, string path, string? source)
    {
        if (_sources.TryGetValue(path, out var known) && known.Path == source) return;
        _put.Transaction = transaction;
        _put.Parameters[0].Value = FromHome(path);
        _put.Parameters[1].Value = source is null ? DBNull.Value : RawNames.Encode(source);
        _put.Parameters[2].Value = source is null ? DBNull.Value : FromHome(source);
        _put.ExecuteNonQuery();
        _sources[path] = new(source, source);
    }

    public void Dispose() => _put.Dispose();

    private void Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT path, source, source_from_home FROM made_from";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var path = Path(reader[0]) ?? throw JournalDatabase.Damaged("an output without a name");
            _sources[Full(path)] = new(Path(reader[1]), Path(reader[2]) is { } source ? Full(source) : null);
        }
    }

    private static string? Path(object value)
    {
        if (value is not byte[] raw) return null;
        var path = RawNames.Decode(raw);
        return path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) ? path : throw JournalDatabase.Damaged("a name that can't be one");
    }

    private byte[] FromHome(string path) => RawNames.Encode(System.IO.Path.GetRelativePath(_home, path));

    private string Full(string path) => System.IO.Path.GetFullPath(System.IO.Path.Combine(_home, path));
}
