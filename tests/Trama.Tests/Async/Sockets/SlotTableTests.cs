using Trama.Async.Sockets;

namespace Trama.Tests.Async.Sockets;

public sealed class SlotTableTests
{
    [Fact]
    public void Each_thing_is_found_in_its_place()
    {
        var table = new SlotTable<string>();
        int[] places = [.. Enumerable.Range(0, 100).Select(number => table.Add($"{number}"))];
        Assert.Equal(100, places.Distinct().Count());
        Assert.All(places.Index(), place => Assert.Equal($"{place.Index}", table.Find(place.Item)));
    }

    [Fact]
    public void A_place_that_was_left_is_given_again()
    {
        var table = new SlotTable<string>();
        table.Add("a");
        int left = table.Add("b");
        table.Add("c");
        table.Remove(left);
        Assert.Null(table.Find(left));
        Assert.Equal(left, table.Add("d"));
        Assert.Equal(["a", "d", "c"], table.All());
    }

    [Fact]
    public void Things_may_leave_while_all_are_looked_at()
    {
        var table = new SlotTable<string>();
        int first = table.Add("a");
        table.Add("b");
        List<string> seen = [];
        foreach (string thing in table.All())
        {
            seen.Add(thing);
            if (thing == "a")
                table.Remove(first);
        }

        Assert.Equal(["a", "b"], seen);
        Assert.Equal(["b"], table.All());
    }
}
