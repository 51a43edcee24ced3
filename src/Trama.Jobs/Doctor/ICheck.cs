namespace Trama.Jobs.Doctor;

/// <summary>One thing to look at or to try.</summary>
internal interface ICheck
{
    /// <summary>Its stable name.</summary>
    string Name { get; }

    /// <summary>Looks. What it throws counts as a failure, with the exception as the reason.</summary>
    Task<Finding> RunAsync(CancellationToken cancellationToken);
}
