namespace Trama;

/// <summary>The settings of an <see cref="InlineExecutor"/>: those that every executor has.</summary>
public sealed record InlineExecutorOptions : ExecutorOptions;
