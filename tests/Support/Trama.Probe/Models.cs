namespace Trama.Probe;

internal static class Models
{
    public static Executor Create(string model) => model switch
    {
        "inline" => Executor.Inline(),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "No such model."),
    };
}
