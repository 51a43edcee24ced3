using System.Security.Cryptography;
using Trama.Jobs.Fetch;

namespace Trama.Jobs.Tests.Fetch;

public sealed class FetchFunctionsTests : IAsyncLifetime
{
    private readonly ScriptedServer _server = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_is_hashed_whole(bool awaited)
        => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello"u8)), await Get(awaited, "/ok"));

    [Theory]
    [InlineData(false, "/status/500", 500)]
    [InlineData(true, "/status/500", 500)]
    [InlineData(false, "/status/404", 404)]
    [InlineData(true, "/loop", 302)]
    public async Task Any_other_status_is_an_error_with_the_url(bool awaited, string path, int status)
    {
        var error = await Fails(awaited, path);
        Assert.Equal(("TRM0731", JobErrorKind.ItemsFailed), (error.Id, error.Kind));
        Assert.Equal((_server.Address + path, (long)status), (error.Details["url"], error.Details["status"]));
    }

    [Theory]
    [InlineData(false, "/hang")]
    [InlineData(true, "/hang")]
    [InlineData(false, "/half")]
    [InlineData(true, "/half")]
    public async Task A_server_that_hangs_before_or_in_its_body_times_out(bool awaited, string path)
    {
        var error = await Fails(awaited, path, timeoutMilliseconds: 300);
        Assert.Equal(("TRM0732", 0.3), (error.Id, error.Details["seconds"]));
    }

    [Theory]
    [InlineData(false, "/short")]
    [InlineData(true, "/short")]
    [InlineData(false, "/close")]
    [InlineData(true, "/close")]
    public async Task A_cut_answer_is_an_error(bool awaited, string path) => Assert.Equal("TRM0734", (await Fails(awaited, path)).Id);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_connection_is_an_error(bool awaited)
    {
        await _server.DisposeAsync();
        Assert.Equal("TRM0734", (await Fails(awaited, "/ok")).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unknown_host_is_named(bool awaited)
    {
        // .invalid never resolves (RFC 2606).
        var error = await Fails(awaited, new FetchItem("http://trama.invalid/", 20_000));
        Assert.Equal(("TRM0733", "trama.invalid"), (error.Id, error.Details["host"]));
    }

    private Task<string> Get(bool awaited, string path, int timeoutMilliseconds = 20_000)
        => Get(awaited, new FetchItem(_server.Address + path, timeoutMilliseconds));

    // Off this thread: the blocking form would hold the runner's.
    private static Task<string> Get(bool awaited, FetchItem item)
        => awaited ? FetchFunctions.GetAsync(item) : Task.Run(() => FetchFunctions.Get(item));

    private Task<JobException> Fails(bool awaited, string path, int timeoutMilliseconds = 20_000)
        => Fails(awaited, new FetchItem(_server.Address + path, timeoutMilliseconds));

    private static Task<JobException> Fails(bool awaited, FetchItem item) => Assert.ThrowsAsync<JobException>(() => Get(awaited, item));
}
