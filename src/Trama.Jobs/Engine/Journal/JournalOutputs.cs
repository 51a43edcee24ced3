using Microsoft.Data.Sqlite;
using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Journal;

/// <summary>
/// The journal's table of files: those that runs with it have made, or were about to, each with what it is made from. Only these may be
/// replaced, and only by what is made from the same.
/// </summary>
internal sealed class JournalOutputs
{
    /// <summary>Makes the table where there is none.</summary>
    public const string Table = "CREATE TABLE IF NOT EXISTS made (path BLOB PRIMARY KEY, source BLOB) WITHOUT ROWID;";

    private readonly SqliteConnection _connection;

    // Files are named from here, so that outputs may be moved together with their journal.
    private readonly string _home;
    private readonly Dictionary<string, string?> _sources = new(StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="connection">The journal's.</param>
    /// <param name="home">The journal's folder, as a full path.</param>
    public JournalOutputs(SqliteConnection connection, string home)
    {
        _connection = connection;
        _home = home;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT path, source FROM made";
        using var reader = command.ExecuteReader();
        while (reader.Read()) _sources[Full(reader[0])!] = Full(reader[1]);
    }

    /// <summary>What each is made from, by full paths; null: from no file.</summary>
    public IReadOnlyDictionary<string, string?> Sources => _sources;

    /// <summary>Takes files down before they are made, in one transaction: a run that is killed then knows them again.</summary>
    /// <param name="outputs">Full paths, each with that of what it is made from.</param>
    /// <exception cref="SqliteException">They can't be written.</exception>
    public void Claim(IEnumerable<(string Path, string? Source)> outputs)
    {
        using var transaction = _connection.BeginTransaction();
        using var claim = _connection.CreateCommand();
        claim.Transaction = transaction;
        claim.CommandText = "INSERT OR REPLACE INTO made VALUES ($path, $source)";
        claim.Parameters.Add("$path", SqliteType.Blob);
        claim.Parameters.Add("$source", SqliteType.Blob);
        foreach (var (path, source) in outputs)
        {
            if (_sources.TryGetValue(path, out var known) && known == source) continue;
            claim.Parameters[0].Value = FromHome(path);
            claim.Parameters[1].Value = source is null ? DBNull.Value : FromHome(source);
            claim.ExecuteNonQuery();
            _sources[path] = source;
        }
        transaction.Commit();
    }

    private byte[] FromHome(string path) => RawNames.Encode(Path.GetRelativePath(_home, path));

    private string? Full(object value) => value is byte[] path ? Path.GetFullPath(Path.Combine(_home, RawNames.Decode(path))) : null;
}
