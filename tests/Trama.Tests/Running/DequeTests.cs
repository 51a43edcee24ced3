using Trama.Running;

namespace Trama.Tests.Running;

public sealed class DequeTests
{
    [Fact]
    public void Behaves_as_a_list_whatever_is_added_and_removed_at_its_ends()
    {
        var random = new Random(7);
        var deque = new Deque<int>();
        var list = new List<int>();
        for (int step = 0; step < 20_000; step++)
        {
            switch (list.Count == 0 ? random.Next(2) : random.Next(4))
            {
                case 0:
                    deque.AddLast(step);
                    list.Add(step);
                    break;
                case 1:
                    deque.AddFirst(step);
                    list.Insert(0, step);
                    break;
                case 2:
                    Assert.Equal(list[0], deque.RemoveFirst());
                    list.RemoveAt(0);
                    break;
                default:
                    Assert.Equal(list[^1], deque.RemoveLast());
                    list.RemoveAt(list.Count - 1);
                    break;
            }

            Assert.Equal(list.Count, deque.Count);
            if (list.Count > 0)
                Assert.Equal((list[0], list[list.Count / 2], list[^1]), (deque[0], deque[list.Count / 2], deque[list.Count - 1]));
        }
    }

    [Fact]
    public void Items_can_be_changed_where_they_lie()
    {
        var deque = new Deque<(int A, int B)>();
        deque.AddLast((1, 1));

        deque[0].B = 5;

        Assert.Equal((1, 5), deque.RemoveFirst());
    }
}
