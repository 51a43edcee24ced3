using System.Globalization;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Jobs.Hash;

/// <summary>Reads lists of digests: an item a line, in their order.</summary>
internal sealed class CheckPlanner(CheckRequest request)
{
    private readonly List<JobItem<CheckInput>> _items = [];
    private readonly List<RefusedItem> _refused = [];
    private readonly List<Notice> _notices = [];
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    public JobPlan<CheckInput> Plan(CancellationToken cancellationToken)
    {
        foreach (var list in request.Lists)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                AddList(list);
            }
            catch (JobException error)
            {
                _refused.Add(new(list, error));
            }
        }
        return new() { Items = _items, Refused = _refused, Notices = _notices };
    }

    /// <summary>A file's state together with the digest that it should have.</summary>
    public static string IdentityWith(string identity, string expected) => $"{identity}={expected}";

    private void AddList(string list)
    {
        var (good, bad, present) = (0, 0, 0);
        foreach (var text in Lines(list))
        {
            if (text.Length == 0 || text[0] == '#') continue;
            if (DigestLine.Parse(text, request.Algorithm) is not { } line)
            {
                bad++;
                continue;
            }
            good++;
            if (Add(line, list)) present++;
        }
        if (good == 0) throw JobErrors.NoDigestLines(list);
        if (present == 0) throw JobErrors.NothingVerified(list);
        if (bad > 0 && request.IsStrict) throw JobErrors.BadDigestLines(list, bad);
        if (bad > 0) _notices.Add(Notices.Create(Notices.BadDigestLines, ("path", list), ("count", bad)));
    }

    private bool Add(DigestLine line, string list)
    {
        var state = FileState.Of(line.Name);
        if (request.IgnoreMissing && state.Kind == FileKind.Missing) return false;
        _items.Add(new()
        {
            Key = KeyOf(line.Name),
            Input = new(RawNames.Encode(line.Name), line.Algorithm, state, line.Digest, list),
            Identity = state.Identity(_now) is { } identity && state.Kind == FileKind.Regular ? IdentityWith(identity, line.Digest) : null,
            Weight = state.Size,
        });
        return true;
    }

    // A name may be in several lists, or twice in one.
    private string KeyOf(string name)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_keys, name, out _);
        return ++count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({count})");
    }

    // By bytes: names in it may be anything. A carriage return before the end belongs to the end.
    private static IEnumerable<string> Lines(string list)
    {
        var bytes = ReadAll(list);
        for (var from = 0; from < bytes.Length;)
        {
            var length = bytes.AsSpan(from).IndexOf((byte)'\n');
            var end = length < 0 ? bytes.Length : from + length;
            var last = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
            yield return RawNames.Decode(bytes.AsSpan(from, last - from));
            from = end + 1;
        }
    }

    private static byte[] ReadAll(string list)
    {
        if (FileState.Of(list).Kind == FileKind.Folder) throw JobErrors.NotAFile(list, "folder");
        try
        {
            using var file = RawFile.Open(RawNames.Encode(list));
            using var stream = new FileStream(file, FileAccess.Read);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (IOException cause)
        {
            throw JobErrors.Unreadable(list, cause.Message);
        }
    }
}
