using Trama.Cli.Rendering;

namespace Trama.Cli.Commands.Hash;

/// <summary>Lets lines out in the order of the plan, whatever the order of finishing: each as soon as none can come before it.</summary>
internal sealed class LinesInOrder
{
    private readonly Dictionary<int, byte[]> _waiting = [];
    private int _next;

    /// <summary>The line of the item at <paramref name="place"/>; empty when it has none.</summary>
    public void Add(int place, byte[] line, LineBuffer lines)
    {
        if (place < 0) return;
        _waiting[place] = line;
        for (; _waiting.Remove(_next, out var ready); _next++) lines.Add(ready);
    }

    /// <summary>The rest, past the gaps that items left which did not end.</summary>
    public void Finish(LineBuffer lines)
    {
        foreach (var (_, line) in _waiting.OrderBy(pair => pair.Key)) lines.Add(line);
        _waiting.Clear();
    }
}
