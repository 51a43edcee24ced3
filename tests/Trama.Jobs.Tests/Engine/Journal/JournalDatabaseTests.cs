using System.Text;
using Microsoft.Data.Sqlite;
using Trama.Jobs.Engine.Journal;

namespace Trama.Jobs.Tests.Engine.Journal;

public sealed class JournalDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Journal => Path.Combine(_folder.Path, "journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Claimed_files_are_known_again_and_move_with_their_journal()
    {
        var (made, other) = (Path.Combine(_folder.Path, "made.jpg"), Path.Combine(_folder.Path, "sub", "other.jpg"));
        var source = Path.Combine(_folder.Path, "in", "odd \udcff");
        using (var database = JournalDatabase.Open(Journal, out _, out _))
        {
            database.Put([Row(1)]);
            database.Claim([(made, "/in/before"), (other, null), (made, source)]);
            database.Forget();
        }
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        var moved = Path.Combine(elsewhere, Path.GetFileName(Journal));
        File.Copy(Journal, moved);
        Assert.Empty(JournalDatabase.Peek(Journal, out var claimed));
        Assert.Equal([(made, source), (other, null)], claimed!.Select(pair => (pair.Key, pair.Value.Path)).Order());
        JournalDatabase.Peek(moved, out claimed);
        // What it was made from may have stayed, or have come along.
        var from = claimed![Path.Combine(elsewhere, "made.jpg")];
        Assert.True(from.Is(source) && from.Is(Path.Combine(elsewhere, "in", "odd \udcff")) && !from.Is("/in/before") && !from.Is(null));
        Assert.True(claimed[Path.Combine(elsewhere, "sub", "other.jpg")].Is(null));
    }

    [Fact]
    public void Source_under_another_of_its_names_is_the_same()
    {
        var source = Path.Combine(_folder.Path, "photo");
        File.WriteAllText(source, "");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), source);
        File.WriteAllText(Path.Combine(_folder.Path, "other"), "");
        var from = new MadeFrom(source, source);
        Assert.True(from.Is(Path.Combine(_folder.Path, "link")));
        Assert.False(from.Is(Path.Combine(_folder.Path, "other")));
        Assert.False(from.Is(Path.Combine(_folder.Path, "gone")));
    }

    [Fact]
    public void Row_and_what_its_output_was_made_from_are_written_together()
    {
        var made = Path.Combine(_folder.Path, "made.jpg");
        using (var database = JournalDatabase.Open(Journal, out _, out _))
        {
            database.Claim([(made, "/first")]);
            database.Put([Row(1) with { Made = (made, "/second") }]);
        }
        Assert.Single(JournalDatabase.Peek(Journal, out var claimed));
        Assert.Equal("/second", claimed![made].Path);
    }

    [Theory]
    [InlineData("'text', NULL, NULL")]
    [InlineData("x'6100', NULL, NULL")]
    [InlineData("x'61', x'6200', NULL")]
    public void Name_that_nobody_wrote_is_damage(string values)
    {
        using (JournalDatabase.Open(Journal, out _, out _))
        {
        }
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Journal, Pooling = false }.ToString()))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO made_from VALUES ({values})";
            command.ExecuteNonQuery();
        }
        JournalDatabase.Peek(Journal, out var claimed);
        Assert.Null(claimed);
        using (JournalDatabase.Open(Journal, out _, out var movedTo)) Assert.Equal(Journal + ".damaged", movedTo);
    }

    [Fact]
    public void Rows_come_back_as_they_were_put()
    {
        JournalRow[] rows = [new("a/b", "id", true, "{}"u8.ToArray(), 12), new("odd \udcff\n", null, false, null, null)];
        using (var database = JournalDatabase.Open(Journal, out _, out _)) database.Put(rows);
        using (JournalDatabase.Open(Journal, out var read, out var movedTo))
        {
            Assert.Null(movedTo);
            Assert.Equal(rows.Select(Show).Order(), read.Values.Select(Show).Order());
        }
        Assert.Equal(rows.Select(Show).Order(), JournalDatabase.Peek(Journal, out _).Values.Select(Show).Order());
    }

    [Fact]
    public void Log_that_was_cut_at_any_byte_opens_with_a_beginning_of_what_was_put()
    {
        // Killed, as it were, before the log was moved into the file: three transactions are in it.
        var copy = Path.Combine(_folder.Path, "copy");
        using (var database = JournalDatabase.Open(Journal, out _, out _))
        {
            for (var i = 0; i < 3; i++) database.Put([Row(2 * i), Row((2 * i) + 1)]);
            File.Copy(Journal, copy);
            File.Copy(Journal + "-wal", copy + "-wal");
        }
        var file = File.ReadAllBytes(copy);
        var log = File.ReadAllBytes(copy + "-wal");
        Assert.True(log.Length > 10_000, $"The log has {log.Length} bytes.");

        var most = 0;
        for (var length = 0; length <= log.Length; length++)
        {
            // Every byte around the ends of pages, and one in thirty-one between: the pages' insides are all alike.
            if (length % 31 != 0 && (length - 32) % 4120 is > 28 and < 4110) continue;
            Restore(copy, file, log.AsSpan(0, length));
            using var database = JournalDatabase.Open(copy, out var rows, out var movedTo);
            Assert.Null(movedTo);
            // Whole transactions, the first ones, and never fewer than a shorter log had.
            Assert.Equal(Enumerable.Range(0, rows.Count).Select(i => $"key {i}"), rows.Keys.Order(StringComparer.Ordinal));
            Assert.True(rows.Count % 2 == 0 && rows.Count >= most, $"{rows.Count} rows of {length} bytes, {most} before.");
            most = rows.Count;
        }
        Assert.Equal(6, most);
    }

    [Fact]
    public void File_that_was_cut_at_any_byte_opens_and_is_moved_aside_where_it_is_damaged()
    {
        using (var database = JournalDatabase.Open(Journal, out _, out _)) database.Put([.. Enumerable.Range(0, 400).Select(Row)]);
        var file = File.ReadAllBytes(Journal);
        Assert.True(file.Length > 16_000, $"The file has {file.Length} bytes.");
        for (var length = 0; length < file.Length; length += length < 110 ? 1 : 211)
        {
            Restore(Journal, file.AsSpan(0, length), []);
            int before;
            using (var database = JournalDatabase.Open(Journal, out var rows, out _))
            {
                // All or nothing: all where only pages were cut that hold nothing.
                Assert.True(rows.Count is 0 or 400, $"{rows.Count} rows of {length} bytes.");
                before = rows.Count;
                database.Put([new JournalRow("new", null, true, [], null)]);
            }
            using (JournalDatabase.Open(Journal, out var rows, out _)) Assert.Equal(before + 1, rows.Count);
        }
    }

    [Fact]
    public void File_that_is_something_else_is_refused_and_left_alone()
    {
        foreach (var content in (string[])["98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4  d/a\n", "SQLite format 3\0" + new string('x', 4080)])
        {
            File.WriteAllText(Journal, content);
            Assert.Equal("TRM0776", Assert.Throws<JobException>(() => JournalDatabase.Open(Journal, out _, out _)).Id);
            Assert.Equal("TRM0776", Assert.Throws<JobException>(() => JournalDatabase.Peek(Journal, out _)).Id);
            Assert.Equal(content, File.ReadAllText(Journal));
        }
    }

    [Fact]
    public void Folder_that_may_not_be_written_is_named()
        => Assert.Equal("TRM0775", Assert.Throws<JobException>(() => JournalDatabase.Open(Path.Combine(_folder.Path, "none", "journal"), out _, out _)).Id);

    private static JournalRow Row(int number) => new($"key {number}", "identity", true, Encoding.UTF8.GetBytes($"{{\"n\":{number}}}"), number);

    private static string Show(JournalRow row) => $"{row.Key}|{row.Identity}|{row.IsDone}|{(row.Result is null ? "" : Encoding.UTF8.GetString(row.Result))}|{row.OutputBytes}";

    private static void Restore(string path, ReadOnlySpan<byte> file, ReadOnlySpan<byte> log)
    {
        JournalDatabase.Delete(path);
        File.WriteAllBytes(path, file);
        if (!log.IsEmpty) File.WriteAllBytes(path + "-wal", log);
    }
}
