namespace Trama.Running;

/// <summary>Two arguments of one call. Not a tuple: a function of one argument that is a tuple must stay another thing.</summary>
internal readonly record struct Pair<T1, T2>(T1 First, T2 Second);
