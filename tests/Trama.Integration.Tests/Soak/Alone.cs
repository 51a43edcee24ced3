namespace Trama.Integration.Tests.Soak;

/// <summary>Not beside other tests: both would have to share the processors, and a soak judges what is late.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
