using System.Diagnostics;

namespace Trama.Peers.Contenders;

/// <summary>How each side is started. bench/run says where the peers' interpreters and scripts are.</summary>
internal static class ContenderTable
{
    public const string Command = "contender";

    private static string Python => Environment.GetEnvironmentVariable("PEERS_PYTHON") ?? "python3";

    private static string Scripts => Environment.GetEnvironmentVariable("PEERS_SCRIPTS") ?? "bench/peers";

    public static ProcessStartInfo StartOf(string name, string measurement) => name switch
    {
        "cpython" or "mp_pool" or "loky" => new(Python, [Path.Combine(Scripts, "pools.py"), name, measurement]),
        "workerpool" => new("node", [Path.Combine(Scripts, "workerpool.js"), measurement]),
        "asyncio" or "uvloop" or "uvloop_protocol" => new(Python, [Path.Combine(Scripts, "connections.py"), name]),
        "trama_inline" => new(Environment.ProcessPath!, [Command, name, measurement])
        {
            Environment = { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" },
        },
        _ => new(Environment.ProcessPath!, [Command, name, measurement]),
    };

    /// <summary>What was measured, as the peers themselves tell; null for one that is not here.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> VersionsAsync() => new Dictionary<string, string?>
    {
        ["cpython"] = await FirstLineAsync(Python, "-c", "import platform; print(platform.python_version())"),
        ["loky"] = await FirstLineAsync(Python, "-c", "from joblib.externals import loky; print(loky.__version__)"),
        ["uvloop"] = await FirstLineAsync(Python, "-c", "import uvloop; print(uvloop.__version__)"),
        ["node"] = await FirstLineAsync("node", "--version"),
        ["workerpool"] = await FirstLineAsync("node", "-p", "require('workerpool/package.json').version"),
    };

    private static async Task<string?> FirstLineAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await errors;
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
