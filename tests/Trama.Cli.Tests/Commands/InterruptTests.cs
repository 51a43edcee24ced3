using System.Diagnostics;
using System.Runtime.InteropServices;
using Trama.Cli.Commands;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>Signals to a real comparison and everything below it, as a terminal sends them.</summary>
public sealed partial class InterruptTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    [InlineData(1, 129)]
    public async Task Signal_ends_everything_and_is_told_by_the_exit_code(int signal, int exitCode)
    {
        using var run = await Running.StartAsync("compare", "sleep", "50000", "--models", "inline");
        run.Signal(signal);
        Assert.Equal(exitCode, await run.EndAsync());
        Assert.Contains("Stopping: ending what runs.", run.Error, StringComparison.Ordinal);
        Assert.Contains("Interrupted before the first workload was finished", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Second_signal_kills_at_once()
    {
        using var run = await Running.StartAsync("compare", "sleep", "50000", "--models", "inline");
        run.Signal(Interrupt);
        run.Signal(Interrupt);
        Assert.Equal(130, await run.EndAsync());
    }

    [Fact]
    public async Task Second_signal_kills_worker_processes_too()
    {
        using var run = await Running.StartAsync(children: 3, "compare", "sleep", "50000", "50000", "--models", "processes", "--workers", "2");
        run.Signal(Interrupt);
        run.Signal(Interrupt);
        Assert.Equal(130, await run.EndAsync());
    }

    [Theory]
    [InlineData("inline", 1)]
    [InlineData("processes", 3)]
    public async Task Killed_program_leaves_nothing_behind(string model, int children)
    {
        using var run = await Running.StartAsync(children, "compare", "sleep", "50000", "50000", "--models", model, "--workers", "2");
        run.Kill();
        Assert.Equal(137, await run.EndAsync());
    }

    [Fact]
    public async Task No_json_is_written_by_a_run_that_was_interrupted()
    {
        var file = Path.Combine(Path.GetTempPath(), $"trama-{Guid.NewGuid():N}.json");
        using var run = await Running.StartAsync("compare", "sleep", "50000", "--models", "inline", "--json", file);
        run.Signal(Interrupt);
        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("No JSON was written.", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    /// <summary>A comparison whose first round is under way, in a process group of its own.</summary>
    private sealed partial class Running : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _errors = [];
        private readonly TaskCompletionSource _roundStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IReadOnlyList<int> _children = [];

        private Running(Process process)
        {
            _process = process;
            process.ErrorDataReceived += (_, line) => Hear(line.Data);
            process.BeginErrorReadLine();
        }

        public string Error
        {
            get
            {
                lock (_errors)
                    return string.Join('\n', _errors);
            }
        }

        public string Output { get; private set; } = "";

        public static Task<Running> StartAsync(params string[] arguments) => StartAsync(children: 1, arguments);

        /// <summary>Starts the program and waits until it has so many processes below it: a round's, and its workers.</summary>
        public static async Task<Running> StartAsync(int children, params string[] arguments)
        {
            // setsid makes the program the leader of a group, which it shares with its children: what Ctrl-C is sent to.
            var start = new ProcessStartInfo("setsid", [TramaProgram.Path, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in TramaProgram.Environment())
                start.Environment[name] = value;
            var running = new Running(Process.Start(start)!);
            await running._roundStarted.Task.WaitAsync(TimeSpan.FromSeconds(30));
            running._children = await running.ChildrenAsync(children);
            return running;
        }

        /// <summary>Kills the program alone, with no chance to tidy up: its children have to notice by themselves.</summary>
        public void Kill() => _process.Kill();

        public void Signal(int signal) => Assert.Equal(0, Kill(-_process.Id, signal));

        /// <summary>Waits for the end, checks that no child is left, and gives the exit code.</summary>
        public async Task<int> EndAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var output = _process.StandardOutput;
            Output = await output.ReadToEndAsync(limit.Token);
            await _process.WaitForExitAsync(limit.Token);
            while (_children.Any(ProcessTree.IsAlive))
                await Task.Delay(20, limit.Token);
            return _process.ExitCode;
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        private async Task<IReadOnlyList<int>> ChildrenAsync(int least)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                var children = Descendants.Below(_process.Id, Descendants.ParentsById()).ToList();
                if (children.Count >= least)
                    return children;
                await Task.Delay(20, limit.Token);
            }
        }

        private void Hear(string? line)
        {
            lock (_errors)
                _errors.Add(line ?? "");
            // The inputs are ready: the next thing is a child that runs the first round.
            if (line is not null && line.StartsWith("sleep: ", StringComparison.Ordinal))
                _roundStarted.TrySetResult();
        }

        [LibraryImport("libc", EntryPoint = "kill")]
        private static partial int Kill(int process, int signal);
    }
}
