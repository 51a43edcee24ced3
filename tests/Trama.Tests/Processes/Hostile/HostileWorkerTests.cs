using FsCheck;
using FsCheck.Fluent;
using Trama.Processes.Ipc;

namespace Trama.Tests.Processes.Hostile;

/// <summary>
/// A worker that says anything at all, over either channel: the program goes on, allocates nothing for what was only claimed, gets rid of
/// that worker, ends its calls as after a crash, and has the next worker run what may run again.
/// </summary>
public abstract class HostileWorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // A worker that has not answered is given no other call: it waits a moment, and goes.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private protected abstract bool UseSocket { get; }

    public static TheoryData<string> Lies =>
    [
        "an unknown kind", "a kind that parents send", "a greeting", "more than can be", "less than nothing", "half a number",
        "nothing", "that it lost it", "no time", "another call", "the call before", "an item of no stream", "an item of no chunk", "memory that it never sent",
    ];

    [Fact]
    public void Whatever_a_worker_says_every_call_ends_and_the_pool_goes_on() =>
        Prop.ForAll(Act.Several().ToArbitrary(), acts => SurvivesAsync(acts).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Theory, MemberData(nameof(Lies))]
    public async Task Worker_that_lies_is_dropped_and_its_calls_run_on_the_next_one(string lie)
    {
        await using ScriptedPool pool = Pool(worker => Tell(worker, lie));

        // The call that is lied about, and one behind it.
        Task<int>[] calls = [Again(pool, 1), Again(pool, 2)];
        List<CallResult<int>> items = await Items(pool).WaitAsync(Patience);

        int[] results = await Task.WhenAll(calls).WaitAsync(Patience);
        Assert.Equal([2, 4], results);
        Assert.All(items, AssertDoubled);
        Assert.Contains("it sent what is no proper answer", Assert.Single(pool.Deaths), StringComparison.Ordinal);
        Assert.Equal(2, pool.Started);
    }

    [Fact]
    public async Task Call_that_may_not_run_again_fails_with_what_was_wrong()
    {
        await using ScriptedPool pool = Pool(worker => Tell(worker, "an unknown kind"));

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(
            () => pool.Executor.RunAsync(WorkerFunctions.Double, 1).WaitAsync(Patience));

        Assert.Contains("it sent what is no proper answer", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, await pool.Executor.RunAsync(WorkerFunctions.Double, 3).WaitAsync(Patience));
    }

    [Fact]
    public async Task Chunk_that_ends_before_its_items_is_none_that_has_ended()
    {
        await using ScriptedPool pool = Pool(static worker =>
        {
            Assert.True(worker.TryBegin(out Work? work));
            worker.Wire.Send(ScriptedWorker.AnswersTo(work)[0]);
            worker.Wire.Send(ScriptedWorker.Result(FrameKind.Result, work.Number));
            worker.AwaitEnd();
        });

        List<CallResult<int>> items = await Items(pool).WaitAsync(Patience);

        AssertDoubled(items[0]);
        Assert.IsType<WorkerCrashedException>(items[1].Exception);
        AssertDoubled(items[2]);
    }

    // Process-wide, other tests included: what was claimed is far more than all of them allocate meanwhile.
    [Fact]
    public async Task Claims_of_gigabytes_allocate_nothing()
    {
        long before = GC.GetTotalAllocatedBytes();
        for (int round = 0; round < 5; round++)
        {
            await using ScriptedPool pool = Pool(static worker =>
            {
                Assert.True(worker.TryBegin(out Work? work));
                worker.Wire.Send(ScriptedWorker.AnswersTo(work)[0] with { Claimed = int.MaxValue - 64 });
            });
            Assert.Equal(2, await Again(pool, 1).WaitAsync(Patience));
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, int.MaxValue / 2);
    }

    private protected ScriptedPool Pool(Action<ScriptedWorker> first) =>
        new(UseSocket, worker => worker == 0 ? first : static next => next.Serve());

    private protected static Task<int> Again(ScriptedPool pool, int n) =>
        pool.Executor.With(new CallOptions { Idempotent = true, MaxAttempts = 2 }).RunAsync(WorkerFunctions.Double, n);

    private static Task<List<CallResult<int>>> Items(ScriptedPool pool) =>
        pool.Executor.MapResultsAsync([5, 6, 7], WorkerFunctions.Double, new MapOptions { MaxInFlight = 3, ChunkSize = 3 })
            .ToListAsync().AsTask();

    private static void AssertDoubled(CallResult<int> item) => Assert.Equal(2 * (5 + item.Index), item.Value);

    private static void Tell(ScriptedWorker worker, string lie)
    {
        Assert.True(worker.TryBegin(out Work? work));
        WireFrame honest = ScriptedWorker.AnswersTo(work)[0];
        WireFrame[] frames = lie switch
        {
            "an unknown kind" => [honest with { Kind = 99 }],
            "a kind that parents send" => [honest with { Kind = (byte)FrameKind.Call }],
            "a greeting" => [honest with { Kind = (byte)FrameKind.Hello }],
            "more than can be" => [honest with { Claimed = int.MaxValue }],
            "less than nothing" => [honest with { Claimed = -1 }],
            "half a number" => [WireFrame.Of(FrameKind.Result, [1, 0, 0])],
            "nothing" => [WireFrame.Of(FrameKind.Result, [])],
            "that it lost it" => [WireFrame.Of(FrameKind.Lost, [(byte)FrameKind.Result])],
            "no time" => [ScriptedWorker.Numbered(FrameKind.Result, work.Number)],
            "another call" => [ScriptedWorker.Result(FrameKind.Result, work.Number + 1, 0)],
            "the call before" => [ScriptedWorker.Result(FrameKind.Result, work.Number - 1, 0)],
            "an item of no stream" => [ScriptedWorker.Result(FrameKind.Item, work.Number, 0)],
            "an item of no chunk" => [ScriptedWorker.Result(FrameKind.ItemResult, work.Number, 0)],
            _ => [ScriptedWorker.Numbered(FrameKind.Holding, work.Number)],
        };
        foreach (WireFrame frame in frames)
            worker.Wire.Send(frame);

        // Not its end is what ends it: it goes when the parent has closed.
        worker.AwaitEnd();
    }

    private async Task SurvivesAsync(Act[] acts)
    {
        await using ScriptedPool pool = Pool(worker => Play(worker, acts));
        Task<int>[] again = [Again(pool, 1), Again(pool, 2)];
        Task<int> once = pool.Executor.RunAsync(WorkerFunctions.Double, 3);
        Task<List<CallResult<int>>> items = Items(pool);

        await Task.WhenAll((Task[])[.. again, once, items]).ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(Patience);

        Assert.Equal(8, await pool.Executor.RunAsync(WorkerFunctions.Double, 4).WaitAsync(Patience));
        if (acts.Any(static act => act.MayForge))
            return;
        Assert.All(again.Select((call, i) => (call, i)), each => AssertIsOrFails<PayloadException>(each.call, 2 * (each.i + 1)));
        AssertIsOrFails<Exception>(once, 6);
        Assert.All((await items).Where(static item => item.IsSuccess), AssertDoubled);
    }

    private static void AssertIsOrFails<TError>(Task<int> call, int value)
        where TError : Exception
    {
        if (call.IsFaulted)
            Assert.IsAssignableFrom<TError>(call.Exception.InnerException);
        else
            Assert.Equal(value, call.Result);
    }

    private static void Play(ScriptedWorker worker, Act[] acts)
    {
        try
        {
            foreach (Act act in acts)
            {
                if (!worker.TryBegin(out Work? work, Pause))
                    return;
                act.Play(worker.Wire, ScriptedWorker.AnswersTo(work), work.Number);
            }
        }
        catch (InvalidDataException) when (acts.Any(static act => act.Deed == Deed.PokeIntoRing))
        {
            // It has made nonsense of what it reads itself, and has nothing more to say.
        }
    }
}
