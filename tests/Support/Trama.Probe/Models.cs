namespace Trama.Probe;

internal static class Models
{
    public static Executor Create(string model) => model switch
    {
        "inline" => Executor.Inline(),
        "threads" => Executor.Threads(2),
        "processes" => Executor.Processes(2),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "No such model."),
    };
}
