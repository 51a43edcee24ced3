namespace Trama.Jobs.Compare.Rounds;

/// <summary>Makes the executor that a model's row stands for.</summary>
internal static class ModelExecutors
{
    public static Executor Create(RoundSpec spec) => spec.Model switch
    {
        ModelNames.Inline => Executor.Inline(),
        _ => throw new NotSupportedException($"The model {spec.Model} is not part of this build yet."),
    };
}
