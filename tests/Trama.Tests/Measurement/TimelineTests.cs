namespace Trama.Tests.Measurement;

public sealed class TimelineTests
{
    [Fact]
    public void Full_timeline_drops_the_oldest_and_says_how_many()
    {
        var timeline = new Timeline(capacity: 3);

        for (int worker = 1; worker <= 5; worker++)
            timeline.Add(RecordOf(worker));

        Assert.Equal([3, 4, 5], timeline.ToList().Select(record => record.Worker));
        Assert.Equal(3, timeline.Count);
        Assert.Equal(2, timeline.Dropped);
    }

    [Fact]
    public void Timeline_that_is_not_full_keeps_all_in_order()
    {
        var timeline = new Timeline(capacity: 3);

        timeline.Add(RecordOf(1));
        timeline.Add(RecordOf(2));

        Assert.Equal([1, 2], timeline.ToList().Select(record => record.Worker));
        Assert.Equal(0, timeline.Dropped);
    }

    [Fact]
    public void Capacity_is_at_least_one() => Assert.Throws<ArgumentOutOfRangeException>(() => new Timeline(0));

    [Fact]
    public async Task Threads_that_add_at_once_lose_nothing()
    {
        var timeline = new Timeline(capacity: 100);

        await Task.WhenAll(Enumerable.Range(1, 4).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 1_000; i++)
                timeline.Add(RecordOf(worker));
        })));

        Assert.Equal(100, timeline.Count);
        Assert.Equal(3_900, timeline.Dropped);
    }

    [Fact]
    public void Record_of_a_call_that_never_started_waited_until_its_end_and_ran_for_no_time()
    {
        CallRecord record = RecordOf(0) with { Started = null };

        Assert.Equal(TimeSpan.FromSeconds(3), record.Waited);
        Assert.Equal(TimeSpan.Zero, record.Ran);
    }

    [Fact]
    public void Record_tells_how_long_a_call_waited_and_ran()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), RecordOf(1).Waited);
        Assert.Equal(TimeSpan.FromSeconds(2), RecordOf(1).Ran);
    }

    private static CallRecord RecordOf(int worker)
    {
        DateTimeOffset queued = DateTimeOffset.UnixEpoch;
        return new CallRecord(
            "threads-1", "Photos.Shrink", worker, queued, queued.AddSeconds(1), queued.AddSeconds(3), null, 0, 1, CallOutcome.Succeeded);
    }
}
